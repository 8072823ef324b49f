// One measurement of ch-go or clickhouse-go: the argument says what to do, a line of JSON answers.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

// assignment is what bench/task.ts calls so.
type assignment struct {
	Does        string `json:"does"`
	TCP         string `json:"tcp"`
	Dataset     string `json:"dataset"`
	Rows        int    `json:"rows"`
	Table       string `json:"table"`
	Target      string `json:"target"`
	Compression string `json:"compression"`
}

func (a assignment) selection() string { return "SELECT * FROM " + a.Table }

type outcome struct {
	Rows int  `json:"rows"`
	Sum  *int `json:"sum,omitempty"`
}

func summed(rows, sum int) outcome { return outcome{Rows: rows, Sum: &sum} }

type measurement struct {
	FirstMs   float64 `json:"firstMs"`
	Ms        float64 `json:"ms"`
	PeakBytes int     `json:"peakBytes"`
	Outcome   outcome `json:"outcome"`
}

// task is done twice. A reset, if there is one, goes before; latency, if there is one, takes the place of the time.
type task struct {
	reset   func(context.Context) error
	run     func(context.Context) (outcome, error)
	latency func() time.Duration
}

var tasks = map[string]func(context.Context, assignment) (task, error){
	"ch-go columns":        columns,
	"ch-go structs":        structs,
	"clickhouse-go Scan":   scan,
	"ch-go insert structs": insertStructs,
	"ch-go insert columns": insertColumns,
	"SELECT 1":             ask,
	"SELECT 1 at once":     askAtOnce,
}

func main() {
	if err := measure(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure(ctx context.Context) error {
	var a assignment
	if err := json.Unmarshal([]byte(strings.Join(os.Args[1:], " ")), &a); err != nil {
		return err
	}
	prepare, found := tasks[a.Does]
	if !found {
		return fmt.Errorf("there is no task %q", a.Does)
	}
	t, err := prepare(ctx, a)
	if err != nil {
		return err
	}
	first, _, err := t.time(ctx)
	if err != nil {
		return err
	}
	second, result, err := t.time(ctx)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(measurement{first, second, peakBytes(), result})
}

func (t task) time(ctx context.Context) (ms float64, result outcome, err error) {
	if t.reset != nil {
		if err = t.reset(ctx); err != nil {
			return
		}
	}
	start := time.Now()
	result, err = t.run(ctx)
	took := time.Since(start)
	if t.latency != nil {
		took = t.latency()
	}
	return took.Seconds() * 1000, result, err
}

// peakBytes is 0 where the system does not tell.
func peakBytes() (bytes int) {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if rest, found := strings.CutPrefix(line, "VmHWM:"); found {
			_, _ = fmt.Sscanf(rest, "%d", &bytes)
		}
	}
	return bytes * 1024
}

package main

import (
	"context"
	"slices"
	"time"

	"github.com/ClickHouse/ch-go"
	"github.com/ClickHouse/ch-go/proto"
)

const atOnce = 32

// ask sends one query after the other; the median of their times counts.
func ask(ctx context.Context, a assignment) (task, error) {
	client, err := ch.Dial(ctx, a.options())
	if err != nil {
		return task{}, err
	}
	var times []time.Duration
	run := func(ctx context.Context) (outcome, error) {
		times = times[:0]
		sum := 0
		for range a.Rows {
			start := time.Now()
			answer, err := selectOne(ctx, client)
			if err != nil {
				return outcome{}, err
			}
			times = append(times, time.Since(start))
			sum += answer
		}
		return summed(a.Rows, sum), nil
	}
	latency := func() time.Duration {
		slices.Sort(times)
		return times[len(times)/2]
	}
	return task{run: run, latency: latency}, nil
}

// askAtOnce has a connection for each of those that ask.
func askAtOnce(ctx context.Context, a assignment) (task, error) {
	clients := make([]*ch.Client, atOnce)
	for i := range clients {
		client, err := ch.Dial(ctx, a.options())
		if err != nil {
			return task{}, err
		}
		clients[i] = client
	}
	type answers struct {
		sum int
		err error
	}
	run := func(ctx context.Context) (outcome, error) {
		queries := make(chan struct{}, a.Rows)
		for range a.Rows {
			queries <- struct{}{}
		}
		close(queries)
		done := make(chan answers)
		for _, client := range clients {
			go func() {
				var mine answers
				for range queries {
					answer, err := selectOne(ctx, client)
					if err != nil {
						mine.err = err
						break
					}
					mine.sum += answer
				}
				done <- mine
			}()
		}
		sum := 0
		for range clients {
			theirs := <-done
			if theirs.err != nil {
				return outcome{}, theirs.err
			}
			sum += theirs.sum
		}
		return summed(a.Rows, sum), nil
	}
	return task{run: run}, nil
}

func selectOne(ctx context.Context, client *ch.Client) (int, error) {
	var answer proto.ColUInt8
	err := client.Do(ctx, ch.Query{Body: "SELECT 1", Result: proto.Results{{Name: "1", Data: &answer}}})
	if err != nil {
		return 0, err
	}
	return int(answer.Row(0)), nil
}

package main

import (
	"context"
	"fmt"
	"io"

	"github.com/ClickHouse/ch-go"
)

const blockRows = 65_536

// insertStructs inserts what it has read before.
func insertStructs(ctx context.Context, a assignment) (task, error) {
	client, d, err := a.dial(ctx)
	if err != nil {
		return task{}, err
	}
	err = each(ctx, client, a, d, func(int) {
		d.structs()
		d.keep()
	})
	return inserting(client, a, d, d.kept(), func(from, to int) {
		for _, column := range d.columns() {
			column.data.(interface{ Reset() }).Reset()
		}
		d.append(from, to)
	}), err
}

// insertColumns does so with columns of numbers.
func insertColumns(ctx context.Context, a assignment) (task, error) {
	client, d, err := a.dial(ctx)
	if err != nil {
		return task{}, err
	}
	block, isNums := d.(*nums)
	if !isNums {
		return task{}, fmt.Errorf("%q has columns of other types than numbers", a.Dataset)
	}
	whole := new(nums)
	err = each(ctx, client, a, d, func(int) { whole.grow(block) })
	return inserting(client, a, d, len(whole.id), func(from, to int) { block.view(whole, from, to) }), err
}

// inserting sends the dataset block by block, each filled by a function.
func inserting(client *ch.Client, a assignment, d dataset, rows int, fill func(from, to int)) task {
	reset := func(ctx context.Context) error {
		return client.Do(ctx, ch.Query{Body: "TRUNCATE TABLE " + a.Target})
	}
	run := func(ctx context.Context) (outcome, error) {
		from := 0
		next := func(context.Context) error {
			to := min(from+blockRows, rows)
			fill(from, to)
			if from == to {
				return io.EOF
			}
			from = to
			return nil
		}
		if err := next(ctx); err != nil {
			return outcome{}, err
		}
		body := "INSERT INTO " + a.Target + " VALUES"
		err := client.Do(ctx, ch.Query{Body: body, Input: input(d), OnInput: next})
		return outcome{Rows: rows}, err
	}
	return task{reset: reset, run: run}
}

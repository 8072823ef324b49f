package main

import (
	"context"

	"github.com/ClickHouse/ch-go"
	"github.com/ClickHouse/ch-go/proto"
)

func columns(ctx context.Context, a assignment) (task, error) {
	client, d, err := a.dial(ctx)
	if err != nil {
		return task{}, err
	}
	run := func(ctx context.Context) (result outcome, err error) {
		err = each(ctx, client, a, d, func(rows int) { result.Rows += rows })
		return result, err
	}
	return task{run: run}, nil
}

func structs(ctx context.Context, a assignment) (task, error) {
	client, d, err := a.dial(ctx)
	if err != nil {
		return task{}, err
	}
	run := func(ctx context.Context) (outcome, error) {
		total, sum := 0, 0
		err := each(ctx, client, a, d, func(rows int) {
			total += rows
			sum += d.structs()
		})
		return summed(total, sum), err
	}
	return task{run: run}, nil
}

// scan is done by clickhouse-go, row by row.
func scan(_ context.Context, a assignment) (task, error) {
	d, err := datasetOf(a)
	if err != nil {
		return task{}, err
	}
	connection, err := a.open()
	if err != nil {
		return task{}, err
	}
	run := func(ctx context.Context) (outcome, error) {
		rows, err := connection.Query(ctx, a.selection())
		if err != nil {
			return outcome{}, err
		}
		total, sum := 0, 0
		for rows.Next() {
			part, err := d.scan(rows)
			if err != nil {
				return outcome{}, err
			}
			total++
			sum += part
		}
		return summed(total, sum), rows.Err()
	}
	return task{run: run}, nil
}

// each reads the table block by block into the dataset.
func each(ctx context.Context, client *ch.Client, a assignment, d dataset, take func(rows int)) error {
	return client.Do(ctx, ch.Query{
		Body:   a.selection(),
		Result: results(d),
		OnResult: func(_ context.Context, block proto.Block) error {
			take(block.Rows)
			return nil
		},
	})
}

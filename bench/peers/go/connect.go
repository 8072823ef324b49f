package main

import (
	"context"

	"github.com/ClickHouse/ch-go"
	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

func (a assignment) options() ch.Options {
	compression := map[string]ch.Compression{"lz4": ch.CompressionLZ4, "zstd": ch.CompressionZSTD}
	return ch.Options{Address: a.TCP, Compression: compression[a.Compression], ReadTimeout: ch.NoTimeout}
}

// dial connects, and gives room for what is read.
func (a assignment) dial(ctx context.Context) (*ch.Client, dataset, error) {
	d, err := datasetOf(a)
	if err != nil {
		return nil, nil, err
	}
	client, err := ch.Dial(ctx, a.options())
	return client, d, err
}

func (a assignment) open() (driver.Conn, error) {
	return clickhouse.Open(&clickhouse.Options{Addr: []string{a.TCP}})
}

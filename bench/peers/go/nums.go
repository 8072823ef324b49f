package main

import (
	"time"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

type numsRow struct {
	id    uint64
	count int32
	value float64
	at    time.Time
}

type nums struct {
	rowsOf[numsRow]
	id    proto.ColUInt64
	count proto.ColInt32
	value proto.ColFloat64
	at    proto.ColDateTime
}

func (n *nums) columns() []column {
	return []column{{"id", &n.id}, {"count", &n.count}, {"value", &n.value}, {"at", &n.at}}
}

func (n *nums) structs() (sum int) {
	n.rows = make([]numsRow, len(n.id))
	for i := range n.rows {
		n.rows[i] = numsRow{n.id[i], n.count[i], n.value[i], n.at.Row(i)}
		sum += int(n.rows[i].count)
	}
	return sum
}

func (n *nums) append(from, to int) {
	for _, row := range n.all[from:to] {
		n.id.Append(row.id)
		n.count.Append(row.count)
		n.value.Append(row.value)
		n.at.Append(row.at)
	}
}

func (n *nums) scan(rows driver.Rows) (int, error) {
	var row numsRow
	err := rows.Scan(&row.id, &row.count, &row.value, &row.at)
	return int(row.count), err
}

// grow puts the columns of another behind these.
func (n *nums) grow(more *nums) {
	n.id = append(n.id, more.id...)
	n.count = append(n.count, more.count...)
	n.value = append(n.value, more.value...)
	n.at.Data = append(n.at.Data, more.at.Data...)
}

// view makes these columns a part of those of another, without a copy.
func (n *nums) view(whole *nums, from, to int) {
	n.id, n.count, n.value, n.at.Data = whole.id[from:to], whole.count[from:to], whole.value[from:to], whole.at.Data[from:to]
}

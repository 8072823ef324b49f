package main

import (
	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

type textsRow struct {
	id   uint64
	name string
}

// texts is the dataset strings.
type texts struct {
	rowsOf[textsRow]
	id   proto.ColUInt64
	name proto.ColStr
}

func (t *texts) columns() []column {
	return []column{{"id", &t.id}, {"name", &t.name}}
}

func (t *texts) structs() (sum int) {
	t.rows = make([]textsRow, len(t.id))
	for i := range t.rows {
		t.rows[i] = textsRow{t.id[i], t.name.Row(i)}
		sum += len(t.rows[i].name)
	}
	return sum
}

func (t *texts) append(from, to int) {
	for _, row := range t.all[from:to] {
		t.id.Append(row.id)
		t.name.Append(row.name)
	}
}

func (t *texts) scan(rows driver.Rows) (int, error) {
	var row textsRow
	err := rows.Scan(&row.id, &row.name)
	return len(row.name), err
}

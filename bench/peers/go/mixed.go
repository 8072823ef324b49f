package main

import (
	"time"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

type mixedRow struct {
	id    uint64
	at    time.Time
	name  string
	kind  string
	price decimal.Decimal
	score *float64
	tags  []string
	ok    bool
	uid   uuid.UUID
}

type mixed struct {
	rowsOf[mixedRow]
	id    proto.ColUInt64
	at    proto.ColDateTime
	name  proto.ColStr
	kind  *proto.ColLowCardinality[string]
	price proto.ColDecimal64
	score *proto.ColNullable[float64]
	tags  *proto.ColArr[string]
	ok    proto.ColBool
	uid   proto.ColUUID
}

func newMixed() *mixed {
	return &mixed{
		kind:  new(proto.ColStr).LowCardinality(),
		score: new(proto.ColFloat64).Nullable(),
		tags:  new(proto.ColStr).Array(),
	}
}

func (m *mixed) columns() []column {
	return []column{
		{"id", &m.id}, {"at", &m.at}, {"name", &m.name}, {"kind", m.kind},
		{"price", proto.Alias(&m.price, "Decimal(18, 4)")},
		{"score", m.score}, {"tags", m.tags}, {"ok", &m.ok}, {"uid", &m.uid},
	}
}

func (m *mixed) structs() (sum int) {
	m.rows = make([]mixedRow, len(m.id))
	for i := range m.rows {
		m.rows[i] = mixedRow{
			m.id[i], m.at.Row(i), m.name.Row(i), m.kind.Row(i), decimal.New(int64(m.price[i]), -4),
			pointer(m.score.Row(i)), m.tags.Row(i), m.ok[i], m.uid[i],
		}
		sum += len(m.rows[i].name)
	}
	return sum
}

func (m *mixed) append(from, to int) {
	for _, row := range m.all[from:to] {
		m.id.Append(row.id)
		m.at.Append(row.at)
		m.name.Append(row.name)
		m.kind.Append(row.kind)
		m.price.Append(proto.Decimal64(row.price.CoefficientInt64()))
		m.score.Append(nullable(row.score))
		m.tags.Append(row.tags)
		m.ok.Append(row.ok)
		m.uid.Append(row.uid)
	}
}

func (m *mixed) scan(rows driver.Rows) (int, error) {
	var row mixedRow
	err := rows.Scan(&row.id, &row.at, &row.name, &row.kind, &row.price, &row.score, &row.tags, &row.ok, &row.uid)
	return len(row.name), err
}

func pointer(value proto.Nullable[float64]) *float64 {
	if !value.Set {
		return nil
	}
	return &value.Value
}

func nullable(value *float64) proto.Nullable[float64] {
	if value == nil {
		return proto.Null[float64]()
	}
	return proto.NewNullable(*value)
}

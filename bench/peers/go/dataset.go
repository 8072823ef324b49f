package main

import (
	"fmt"

	"github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

type column struct {
	name string
	data proto.Column
}

// dataset holds a block of columns that ch-go fills or sends, and the rows of it.
type dataset interface {
	columns() []column
	// structs makes rows of the columns and adds up what the bench checks.
	structs() int
	// keep puts those rows behind the ones kept so far.
	keep()
	kept() int
	// append puts kept rows behind the columns.
	append(from, to int)
	// scan reads a row of clickhouse-go and gives what it adds to the sum.
	scan(rows driver.Rows) (int, error)
}

func datasetOf(a assignment) (dataset, error) {
	switch a.Dataset {
	case "nums":
		return new(nums), nil
	case "mixed":
		return newMixed(), nil
	case "strings":
		return new(texts), nil
	}
	return nil, fmt.Errorf("there is no dataset %q", a.Dataset)
}

func results(d dataset) (list proto.Results) {
	for _, column := range d.columns() {
		list = append(list, proto.ResultColumn{Name: column.name, Data: column.data})
	}
	return list
}

func input(d dataset) (list proto.Input) {
	for _, column := range d.columns() {
		list = append(list, proto.InputColumn{Name: column.name, Data: column.data})
	}
	return list
}

type rowsOf[R any] struct{ rows, all []R }

func (r *rowsOf[R]) keep()     { r.all = append(r.all, r.rows...) }
func (r *rowsOf[R]) kept() int { return len(r.all) }

cube('customers', {
  sql_table: 'customers',
  dimensions: {
    id: { sql: 'id', type: 'number', primary_key: true },
    city: { sql: 'city', type: 'string' },
  },
  measures: { count: { type: 'count' } },
});

cube('orders', {
  sql_table: 'orders',
  joins: {
    customers: { relationship: 'many_to_one', sql: `${CUBE}.customer_id = ${customers}.id` },
  },
  dimensions: {
    id: { sql: 'id', type: 'number', primary_key: true },
    status: { sql: 'status', type: 'string' },
    paid: { sql: 'paid', type: 'boolean' },
    size: { sql: 'size', type: 'number' },
    created_at: { sql: 'created_at', type: 'time' },
    // A question mark that is no place for a value.
    kind: { sql: `if(${CUBE}.size > 5, 'large?', 'small')`, type: 'string' },
  },
  measures: {
    count: { type: 'count' },
    total: { sql: 'amount', type: 'sum' },
    mean: { sql: 'amount', type: 'avg' },
    largest: { sql: 'amount', type: 'max' },
    customers_about: { sql: 'customer_id', type: 'count_distinct_approx' },
    customers_exactly: { sql: 'customer_id', type: 'count_distinct' },
    large: { type: 'count', filters: [{ sql: `${CUBE}.size > 5` }] },
    running: { sql: 'amount', type: 'sum', rolling_window: { trailing: 'unbounded' } },
  },
  pre_aggregations: {
    per_day: {
      measures: [CUBE.count, CUBE.total],
      dimensions: [CUBE.status],
      time_dimension: CUBE.created_at,
      granularity: 'day',
      external: false,
      indexes: { by_status: { columns: [CUBE.status] } },
    },
  },
});

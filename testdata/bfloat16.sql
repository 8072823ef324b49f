SELECT arrayJoin([0., -0., 1., -1.5, 0.1, 256., 3e38, 1e-38, inf, -inf, nan])::BFloat16 AS value

SELECT * FROM values('value Bool', true, false, true)

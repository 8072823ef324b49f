SELECT k, s, lc, an, arrayJoin(a) AS x FROM k.right

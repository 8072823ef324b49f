SELECT * FROM k.gaps ARRAY JOIN [1, 2] AS part

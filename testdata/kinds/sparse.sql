SELECT * FROM k.gaps

SELECT l.x, r.* FROM k.right AS r JOIN k.left AS l ON l.k=r.k

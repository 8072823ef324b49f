//! Blocks in one piece.

use native::{ErrorKind, Gather, Revision};

use crate::support::body::Body;
use crate::support::golden::decoded;

/// Two blocks of two rows, of a number and a text.
fn body() -> Body {
    let block = |body: Body| {
        let body = body.varuint(2).varuint(2).text("n").text("UInt32").bytes(&[1; 8]);
        body.text("s").text("String").text("a").text("b")
    };
    block(block(Body::default()))
}

#[test]
fn a_column_may_be_as_large_as_it_may_be_and_no_larger() {
    for (limit, wanted) in [(16, Ok(4)), (15, Err("n: more than 15 bytes in one column".into()))] {
        let mut gather = Gather::new(limit);
        let blocks = decoded(&body().0, Revision::PLAIN).unwrap();
        let pushed: Result<Vec<()>, _> =
            blocks.into_iter().map(|block| gather.push(block)).collect();
        if let Err(error) = &pushed {
            assert!(matches!(error.kind(), ErrorKind::Limit(_)));
        }
        assert_eq!(pushed.map(|_| gather.rows).map_err(|error| error.to_string()), wanted);
    }
}

#[test]
fn columns_that_are_to_be_alike_are_joined_together_or_not_at_all() {
    for (alike, joined) in [(false, vec![true, false]), (true, vec![false, false])] {
        let mut gather = Gather::new(100).alike(alike);
        for block in decoded(&body().0, Revision::PLAIN).unwrap() {
            gather.push(block).unwrap();
        }
        assert_eq!(gather.columns.iter().map(Option::is_some).collect::<Vec<_>>(), joined);
        assert_eq!(gather.blocks.len(), 2);
    }
    let numbers = Body::default().varuint(1).varuint(2).text("n").text("UInt32").bytes(&[1; 8]);
    let mut gather = Gather::new(100).alike(true);
    for block in decoded(&numbers.0, Revision::PLAIN).unwrap() {
        gather.push(block).unwrap();
    }
    assert_eq!((gather.columns, gather.blocks.len()), (vec![Some(vec![1; 8])], 0));
}

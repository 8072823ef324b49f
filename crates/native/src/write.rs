/// The primitives of the format, appended to a body.
pub(crate) trait Write {
    fn put_varuint(&mut self, value: u64);
    fn put_u64(&mut self, value: u64);
    fn put_text(&mut self, text: &[u8]);
}

impl Write for Vec<u8> {
    fn put_varuint(&mut self, mut value: u64) {
        while let low @ 0x80.. = value {
            self.push(low.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.push(value.to_le_bytes()[0]);
    }

    fn put_u64(&mut self, value: u64) {
        self.extend_from_slice(&value.to_le_bytes());
    }

    fn put_text(&mut self, text: &[u8]) {
        self.put_varuint(text.len() as u64);
        self.extend_from_slice(text);
    }
}

//! Names of types: what is understood prints as a name that is understood alike.
#![no_main]

use libfuzzer_sys::fuzz_target;
use native::DataType;

fuzz_target!(|text: &str| {
    let Ok(data_type) = DataType::parse(text) else { return };
    let printed = data_type.to_string();
    assert_eq!(DataType::parse(&printed).as_ref(), Ok(&data_type), "{printed}");
});

//! The user's own columns as one JSON object, whose order is theirs.

use serde_json::{Map, Value};

pub(super) fn to_json(columns: &[(String, String)]) -> String {
    let object: Map<String, Value> = columns.iter().map(|(n, v)| (n.clone(), Value::String(v.clone()))).collect();
    Value::Object(object).to_string()
}

pub(super) fn from_json(json: &str) -> Result<Vec<(String, String)>, serde_json::Error> {
    let object: Map<String, Value> = serde_json::from_str(json)?;
    let text = |value| match value {
        Value::String(s) => s,
        other => other.to_string(),
    };
    Ok(object.into_iter().map(|(name, value)| (name, text(value))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_columns_come_back_in_their_order(values in prop::collection::vec("(?s).{0,12}", 0..6), first in "\\PC{0,8}") {
            let columns: Vec<(String, String)> =
                values.into_iter().zip((0..9).rev()).map(|(v, n)| (format!("{first}{n}"), v)).collect();
            prop_assert_eq!(from_json(&to_json(&columns)).unwrap(), columns);
        }
    }
}

//! A policy whose rules hit few entities each, in every way that goes together with them.

use retailgen::Policy;

const RULES: &str = "
[[rule]]
id = 'clocks'
table = 'orders_header'
column = 'currency'
kind = 'currency.invalid'
rate = 0.8
where = { channel = 'pos' }
entities = { store_id = 3 }
weights = { symbol = 3, lower_case = 1 }

[[rule]]
id = 'release'
table = 'orders_header'
column = 'order_ts'
kind = 'timestamp.malformed'
rate = 0.2
mechanism = 'incident'
days_share = 0.4
entities = { store_id = 4 }
weights = { day_first = 1, epoch_seconds = 1 }

[[rule]]
id = 'wallets'
table = 'orders_header'
column = 'customer_id'
kind = 'key.orphan'
rate = 0.3
mechanism = 'even'
entities = { payment_method = 2 }

[[rule]]
id = 'shelves'
table = 'sensors'
column = 'temperature_c'
kind = 'number.out_of_range'
rate = 0.1
entities = { store_id = 1 }

[[rule]]
id = 'stuck'
table = 'sensors'
column = 'humidity_pct'
kind = 'number.stuck'
rate = 0.1
mechanism = 'run'
length = 5
entities = { store_id = 1 }

[[rule]]
id = 'scanners'
table = 'shipments'
column = 'ship_cost'
kind = 'number.negative'
rate = 0.2
entities = { carrier = 2 }

[[rule]]
id = 'listings'
table = 'orders_lines'
kind = 'row.repeated'
rate = 0.5
entities = { product_id = 30 }
";

/// The policy.
pub fn policy() -> Policy {
    Policy::parse(RULES, "few.toml").unwrap()
}

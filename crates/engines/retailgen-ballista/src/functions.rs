//! Functions in plans, which both codecs leave to Ballista's own. Their traits share no supertrait, only the methods' names.

/// The methods for functions of a codec that has another in its field `ballista`.
macro_rules! functions_by_ballista {
    () => {
        functions_by_ballista! {
            datafusion::logical_expr::ScalarUDF: try_decode_udf, try_encode_udf;
            datafusion::logical_expr::HigherOrderUDF: try_decode_higher_order_function, try_encode_higher_order_function;
            datafusion::logical_expr::AggregateUDF: try_decode_udaf, try_encode_udaf;
            datafusion::logical_expr::WindowUDF: try_decode_udwf, try_encode_udwf;
        }
    };
    ($($function:ty: $decode:ident, $encode:ident;)*) => {$(
        fn $decode(&self, name: &str, bytes: &[u8]) -> datafusion::error::Result<std::sync::Arc<$function>> {
            self.ballista.$decode(name, bytes)
        }

        fn $encode(&self, function: &$function, bytes: &mut Vec<u8>) -> datafusion::error::Result<()> {
            self.ballista.$encode(function, bytes)
        }
    )*};
}

pub(crate) use functions_by_ballista;

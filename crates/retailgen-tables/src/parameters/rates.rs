//! How exchange rates move; their levels stand with the currencies in `world::rates`.

/// How exchange rates move.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Rates {
    /// Standard deviation of the log of the volatility that all currencies share (model: gives absolute
    /// daily moves an autocorrelation of about .1 over two weeks).
    pub volatility_log_sd: f64,
    /// Days between the knots of that log (model: restless times last for weeks).
    pub volatility_days: f64,
    /// Correlation of the moves of EUR, GBP, JPY, NZD, SGD and USD with a factor that the dollar knows nothing of: what
    /// happens in Europe (ECB: EUR and GBP go together at .57 to .86, of
    /// which the dollar brings .4; model: the others a little).
    pub european: [f64; 6],
}

impl Default for Rates {
    fn default() -> Self {
        Self { volatility_log_sd: 0.4, volatility_days: 45.0, european: [0.62, 0.50, 0.15, 0.10, 0.15, 0.0] }
    }
}

//! The gamma distribution: its cumulative function and quantiles, for tabulating how unevenly customers buy.

/// The share of a gamma distribution of `shape` and scale 1 that lies below `x`.
///
/// The series for `x < shape + 1`, the continued fraction beyond (Abramowitz & Stegun 6.5.29 and 6.5.31).
#[must_use]
pub fn cumulative(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let mut term = 1.0 / shape;
        let mut sum = term;
        let mut n = shape;
        while term > sum * 1e-16 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        front * sum
    } else {
        // Lentz's evaluation of the continued fraction for the upper tail.
        let mut partial = x + 1.0 - shape;
        let mut above = 1e300;
        let mut below = 1.0 / partial;
        let mut fraction = below;
        for n in 1..500 {
            let numerator = -f64::from(n) * (f64::from(n) - shape);
            partial += 2.0;
            below = 1.0 / (numerator * below + partial);
            above = partial + numerator / above;
            let step = above * below;
            fraction *= step;
            if (step - 1.0).abs() < 1e-15 {
                break;
            }
        }
        1.0 - front * fraction
    }
}

/// The quantile of `p` for a gamma distribution of `shape` and scale 1, by bisection.
///
/// Exact to about 1 part in 10¹². Meant for building tables, not for the hot path: some 60 evaluations a call.
#[must_use]
pub fn quantile(shape: f64, p: f64) -> f64 {
    let mut high = shape + 1.0;
    while cumulative(shape, high) < p {
        high *= 2.0;
    }
    let mut low = 0.0;
    // Shapes below 1 put much of their mass next to 0, where an absolute tolerance would be coarse.
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if cumulative(shape, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
        if high - low <= high * 1e-12 {
            break;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::normal;

    #[test]
    fn half_is_a_squared_normal() {
        for percent in 1..100 {
            let p = f64::from(percent) / 100.0;
            let z = normal::quantile(0.5 + p / 2.0);
            assert!((quantile(0.5, p) / (z * z / 2.0) - 1.0).abs() < 1e-9, "{p}");
        }
    }

    #[test]
    fn one_is_exponential() {
        for p in [0.01, 0.5, 0.99, 0.9999] {
            assert!((quantile(1.0, p) + libm::log(1.0 - p)).abs() < 1e-9, "{p}");
        }
    }
}

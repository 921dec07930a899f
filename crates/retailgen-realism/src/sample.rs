//! Statistics of samples.

/// The arithmetic mean.
#[must_use]
pub fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, count) = values.into_iter().fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

/// Of the items of `of` that count, the share for which `is` holds.
#[must_use]
pub fn share<T>(of: impl IntoIterator<Item = T>, counts: impl Fn(&T) -> bool, is: impl Fn(&T) -> bool) -> f64 {
    mean(of.into_iter().filter(counts).map(|one| f64::from(u8::from(is(&one)))))
}

/// The standard deviation.
#[must_use]
pub fn sd(values: &[f64]) -> f64 {
    let centre = mean(values.iter().copied());
    mean(values.iter().map(|value| (value - centre) * (value - centre))).sqrt()
}

/// The standard deviation of the natural logarithm.
#[must_use]
pub fn log_sd(values: &[f64]) -> f64 {
    sd(&values.iter().map(|&value| libm::log(value)).collect::<Vec<f64>>())
}

/// The value that the share `below` of the values lie below.
#[must_use]
pub fn quantile(values: &[f64], below: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[(sorted.len() as f64 * below) as usize]
}

/// Variance over mean of counts: 1 for events that come by chance at an even rate.
#[must_use]
pub fn dispersion(counts: &[f64]) -> f64 {
    let spread = sd(counts);
    spread * spread / mean(counts.iter().copied())
}

/// The share of the sum that the largest `share` of the values hold.
#[must_use]
pub fn top_share(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let count = (sorted.len() as f64 * share).round() as usize;
    sorted[..count].iter().sum::<f64>() / sorted.iter().sum::<f64>()
}

/// Pearson's correlation of pairs.
#[must_use]
pub fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let (x, y) = (mean(pairs.iter().map(|pair| pair.0)), mean(pairs.iter().map(|pair| pair.1)));
    let covariance = mean(pairs.iter().map(|pair| (pair.0 - x) * (pair.1 - y)));
    let variance =
        |of: fn(&(f64, f64)) -> f64, centre: f64| mean(pairs.iter().map(|p| (of(p) - centre) * (of(p) - centre)));
    covariance / (variance(|pair| pair.0, x) * variance(|pair| pair.1, y)).sqrt()
}

/// The slope of the least-squares line through points.
#[must_use]
pub fn slope(points: &[(f64, f64)]) -> f64 {
    let (x, y) = (mean(points.iter().map(|point| point.0)), mean(points.iter().map(|point| point.1)));
    let covariance: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    covariance / points.iter().map(|point| (point.0 - x) * (point.0 - x)).sum::<f64>()
}

/// Pearson's chi-square of counts against expected shares.
#[must_use]
pub fn chi_square(counts: &[u64], shares: &[f64]) -> f64 {
    let (total, whole) = (counts.iter().sum::<u64>() as f64, shares.iter().sum::<f64>());
    counts
        .iter()
        .zip(shares)
        .filter(|(_, share)| **share > 0.0)
        .map(|(&count, share)| {
            let expected = total * share / whole;
            (count as f64 - expected) * (count as f64 - expected) / expected
        })
        .sum()
}

/// The largest distance between the cumulative shares of two samples (two-sample Kolmogorov-Smirnov).
#[must_use]
pub fn kolmogorov_smirnov(a: &mut [f64], b: &mut [f64]) -> f64 {
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let (mut i, mut j, mut distance) = (0, 0, 0.0_f64);
    while i < a.len() && j < b.len() {
        let value = a[i].min(b[j]);
        i += a[i..].iter().take_while(|x| **x <= value).count();
        j += b[j..].iter().take_while(|x| **x <= value).count();
        distance = distance.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_samples_have_their_known_statistics() {
        assert!((mean([1.0, 2.0, 6.0]) - 3.0).abs() < 1e-12);
        assert!((top_share(&[1.0, 1.0, 1.0, 7.0], 0.25) - 0.7).abs() < 1e-12);
        assert!((correlation(&[(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]) - 1.0).abs() < 1e-12);
        assert!((slope(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]) - 2.0).abs() < 1e-12);
        assert!((chi_square(&[10, 30], &[0.5, 0.5]) - 10.0).abs() < 1e-12);
        assert!((sd(&[1.0, 3.0]) - 1.0).abs() < 1e-12);
        assert!((quantile(&[3.0, 1.0, 4.0, 2.0], 0.5) - 3.0).abs() < 1e-12);
        assert!((log_sd(&[1.0, core::f64::consts::E]) - 0.5).abs() < 1e-12);
        assert!((kolmogorov_smirnov(&mut [1.0, 2.0], &mut [3.0, 4.0]) - 1.0).abs() < 1e-12);
        assert!(kolmogorov_smirnov(&mut [1.0, 2.0], &mut [1.0, 2.0]) < 1e-12);
    }
}

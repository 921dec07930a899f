//! Events as they are drawn: small, and without text.

use super::{Goods, query::Query};

/// Number of a page of the shop, see [`super::pages::Pages`].
pub type PageId = u16;

/// A visit to the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// The signed-in customer, from 0.
    pub user: Option<u64>,
    pub device: Device,
}

/// The kinds of devices, in the order of the parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    Mobile,
    Desktop,
    Tablet,
}

impl Device {
    pub const ALL: [Self; 3] = [Self::Mobile, Self::Desktop, Self::Tablet];

    /// The device at which the share `at` of all is reached, by their `shares`.
    ///
    /// One draw finds devices for buying and for looking around alike: who buys on the phone looks around on it, too.
    pub fn at(shares: &[f64; 3], at: f64) -> Self {
        let mut left = at;
        let found = Self::ALL.into_iter().zip(shares).find(|(_, share)| {
            left -= **share;
            left < 0.0
        });
        found.map_or(Self::Tablet, |(device, _)| device)
    }

    /// As it stands in the data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Desktop => "desktop",
            Self::Tablet => "tablet",
        }
    }
}

/// Something a visitor did. A day at scale 1000 has millions of them, so they are kept small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Microseconds since UTC midnight.
    pub at: i64,
    /// Number of the session on the day.
    pub session: u32,
    /// Number of the event within the session.
    pub number: u16,
    pub action: Action,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    PageView {
        page: PageId,
        from: Referrer,
    },
    Search(Query),
    ProductView(Goods),
    AddToCart {
        product: Goods,
        qty: u8,
    },
    RemoveFromCart {
        product: Goods,
        qty: u8,
    },
    CheckoutStart {
        lines: u8,
    },
    /// The order's place among the orders of the day.
    Purchase {
        place: u32,
    },
}

impl Action {
    /// The types of events by their names in the data, each at the place that [`Action::kind`] gives.
    pub const NAMES: [&str; 7] =
        ["page_view", "search", "product_view", "add_to_cart", "remove_from_cart", "checkout_start", "purchase"];

    /// Which type of event it is.
    pub fn kind(self) -> usize {
        match self {
            Self::PageView { .. } => 0,
            Self::Search(_) => 1,
            Self::ProductView(_) => 2,
            Self::AddToCart { .. } => 3,
            Self::RemoveFromCart { .. } => 4,
            Self::CheckoutStart { .. } => 5,
            Self::Purchase { .. } => 6,
        }
    }
}

/// Where a visitor came to a page from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Referrer {
    Direct,
    /// Another site: the number of the source.
    Source(u16),
    /// A page of the shop.
    Page(PageId),
    /// A product's page.
    Product(Goods),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_small() {
        assert!(size_of::<Event>() <= 32, "{}", size_of::<Event>());
    }
}

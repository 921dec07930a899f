//! The way of one visitor through the shop: steps and the pauses between them.

use retailgen_synth::{calendar::Date, key::Stream};

use super::{
    Goods, Visits,
    event::{Action, PageId, Referrer},
    pages,
};
use crate::world::{
    World,
    basket::Line,
    mix::OutletMix,
    person::Segment,
    product::{Chooser, SubcategoryId},
};

/// Most steps of a visitor who does not buy: more would leave too little of the smallest days.
const MOST_STEPS: usize = 80;

/// A step of a visitor.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Milliseconds since the step before; without meaning for the first.
    pub pause: i64,
    pub action: Action,
}

/// What all visitors of a day have in common.
pub struct Today<'w> {
    pub world: &'w World,
    pub date: Date,
    /// What sells.
    pub mix: &'w OutletMix,
}

/// A visitor on the way.
pub struct Walk<'a> {
    visits: &'a Visits,
    today: &'a Today<'a>,
    stream: &'a mut Stream,
    steps: &'a mut Vec<Step>,
    signed_in: bool,
    segment: Segment,
    /// What the visitor looks for.
    interest: SubcategoryId,
    /// The page last shown.
    here: Referrer,
    cart: Vec<(Goods, u8)>,
}

impl<'a> Walk<'a> {
    /// A visitor of some segment and interest who has just come to a landing page from `source`; `steps` is emptied first.
    pub fn new(
        visits: &'a Visits,
        today: &'a Today<'a>,
        (source, signed_in): (usize, bool),
        (segment, interest): (Segment, SubcategoryId),
        stream: &'a mut Stream,
        steps: &'a mut Vec<Step>,
    ) -> Self {
        steps.clear();
        let from = if visits.sources[source].direct { Referrer::Direct } else { Referrer::Source(source as u16) };
        let cart = Vec::new();
        let mut walk = Self { visits, today, stream, steps, signed_in, segment, interest, here: from, cart };
        let page = match visits.sources[source].landing.pick(walk.stream.bits()) {
            0 => pages::HOME,
            1 => visits.pages.category(interest),
            2 => visits.pages.subcategory(interest),
            _ => pages::SALE,
        };
        walk.page(page);
        walk
    }

    /// Looks around for `steps` more steps.
    pub fn browse(&mut self, steps: usize) {
        let parameters = &self.visits.parameters;
        let end = (self.steps.len() + steps).min(MOST_STEPS);
        while self.steps.len() < end {
            if self.stream.chance(parameters.wander_share) {
                self.wander();
            }
            let roll = self.stream.unit();
            if roll < parameters.search_share {
                self.search(end);
            } else if roll < parameters.search_share + parameters.page_share {
                self.turn_page();
            } else {
                let product = self.choice();
                self.view(product);
            }
        }
    }

    /// Fills a cart, and goes to the checkout at most.
    pub fn fill_cart(&mut self) {
        let parameters = &self.visits.parameters;
        let more = parameters.further_cart_lines / (1.0 + parameters.further_cart_lines);
        for _ in 0..12 {
            let steps = self.stream.below(4) as usize;
            self.browse(steps);
            let product = self.choice();
            self.view(product);
            let qty = [1, 1, 1, 1, 1, 1, 1, 2, 2, 3][self.stream.below(10) as usize];
            self.add(product, qty);
            self.maybe_remove();
            if !self.stream.chance(more) {
                break;
            }
        }
        if !self.cart.is_empty() && self.stream.chance(parameters.checkout_share) {
            self.check_out();
        } else if self.stream.chance(0.5) {
            let steps = 1 + self.stream.below(3) as usize;
            self.browse(steps);
        }
    }

    /// Fills the cart with exactly `lines`, and buys them: order number `place` of the day.
    pub fn buy(&mut self, lines: &[Line], place: u32) {
        // Long lists are bought with less looking around.
        let looks = if lines.len() > 8 { 0.12 } else { 0.3 };
        for line in lines {
            self.interest = line.subcategory;
            let [compares, searches, turns] = std::array::from_fn(|_| self.stream.chance(looks));
            if compares {
                self.another();
            }
            let product = line.product as Goods;
            if searches {
                // Whoever then buys it has found it.
                let query = self.visits.queries.for_product(product, self.stream).that_finds();
                self.push(Action::Search(query));
                self.here = Referrer::Page(pages::SEARCH);
            } else if turns {
                self.turn_page();
            }
            self.view(product);
            self.add_exactly(product, line.quantity as u8);
        }
        // Some take one product too many, and find out at the checkout or before.
        if self.stream.chance(self.visits.parameters.removal_share) {
            let product = self.choice();
            if lines.iter().all(|line| line.product != u64::from(product)) {
                self.view(product);
                self.add(product, 1);
                if self.stream.chance(0.3) {
                    self.check_out();
                }
                self.remove(product, 1);
            }
        }
        self.check_out();
        self.push(Action::Purchase { place });
    }

    /// Fetches products one after the other, as robots do: at even intervals, and popular or not.
    pub fn crawl(&mut self) {
        let parameters = &self.visits.parameters;
        let (fewest, most) = parameters.bot_views;
        let (shortest, longest) = parameters.bot_pause;
        let pause = 1_000.0 * (shortest + (longest - shortest) * self.stream.unit());
        for _ in 0..fewest + self.stream.below(most - fewest + 1) {
            let product = self.today.world.products.any_on_sale(self.today.date, self.stream);
            let pause = (pause * (0.97 + 0.06 * self.stream.unit())) as i64;
            self.steps.push(Step { pause, action: Action::ProductView(product as Goods) });
        }
    }

    fn push(&mut self, action: Action) {
        // How long a visitor takes for each type of event against the mean (model: buying takes an address and a card).
        let slowness = match action {
            Action::ProductView(_) => 1.0,
            Action::PageView { .. } | Action::Search(_) | Action::RemoveFromCart { .. } => 0.75,
            Action::AddToCart { .. } | Action::CheckoutStart { .. } => 0.9,
            Action::Purchase { .. } => 4.0,
        };
        let pause = self.visits.pauses.draw(slowness, self.stream);
        self.steps.push(Step { pause, action });
    }

    fn page(&mut self, page: PageId) {
        self.push(Action::PageView { page, from: self.here });
        self.here = Referrer::Page(page);
    }

    /// Shows a product, unless its page is there already.
    fn view(&mut self, product: Goods) {
        if self.here == Referrer::Product(product) {
            return;
        }
        self.push(Action::ProductView(product));
        self.here = Referrer::Product(product);
    }

    /// A product of the present interest, popular ones more often.
    fn choice(&mut self) -> Goods {
        let Today { world, date, .. } = *self.today;
        let found = world.products.sold_in(self.interest, date, &Chooser::ANYBODY, self.stream);
        let found = found.map(|taken| taken.product);
        found.unwrap_or_else(|| world.products.any_on_sale(date, self.stream)) as Goods
    }

    /// Turns to goods that go with the present ones, or to any that sell.
    fn wander(&mut self) {
        let mixes = &self.today.world.mixes;
        let partner = self.stream.chance(0.5).then(|| mixes.partner(self.interest, self.stream));
        let other = || mixes.pick(self.today.mix, self.segment, self.stream);
        self.interest = partner.flatten().unwrap_or_else(other);
    }

    /// A look at another product of the present interest.
    fn another(&mut self) {
        let product = self.choice();
        self.view(product);
    }

    fn turn_page(&mut self) {
        let page = match self.stream.below(20) {
            0..=9 => self.visits.pages.subcategory(self.interest),
            10..=13 => self.visits.pages.category(self.interest),
            14..=15 => pages::HOME,
            _ => self.visits.pages.other(self.signed_in, self.stream),
        };
        // Nobody goes from a page to itself.
        if self.here == Referrer::Page(page) {
            self.another();
        } else {
            self.page(page);
        }
    }

    /// Searches, and mostly looks at what was meant; who finds nothing mostly tries again.
    fn search(&mut self, end: usize) {
        if let Some((query, leads_to)) = self.visits.queries.phrase(self.stream) {
            self.push(Action::Search(query));
            self.here = Referrer::Page(pages::SEARCH);
            if let Some(subcategory) = leads_to {
                self.interest = subcategory;
                if self.steps.len() < end {
                    self.another();
                }
            }
            return;
        }
        let product = self.choice();
        self.interest = self.today.world.products.subcategory(u64::from(product));
        let mut found = false;
        for _ in 0..2 {
            if self.steps.len() < end && !found {
                let query = self.visits.queries.for_product(product, self.stream);
                self.push(Action::Search(query));
                self.here = Referrer::Page(pages::SEARCH);
                found = query.finds;
            }
        }
        if found && self.steps.len() < end && self.stream.chance(0.8) {
            self.view(product);
        }
    }

    fn add(&mut self, product: Goods, qty: u8) {
        self.push(Action::AddToCart { product, qty });
        match self.cart.iter_mut().find(|(held, _)| *held == product) {
            Some((_, held)) => *held += qty,
            None => self.cart.push((product, qty)),
        }
    }

    /// Puts `qty` of a product into the cart, sometimes in two goes or with one piece too many at first.
    fn add_exactly(&mut self, product: Goods, qty: u8) {
        let roll = self.stream.unit();
        if roll < 0.04 {
            self.add(product, qty + 1);
            self.remove(product, 1);
        } else if roll < 0.16 && qty > 1 {
            self.add(product, 1);
            self.add(product, qty - 1);
        } else {
            self.add(product, qty);
        }
    }

    fn remove(&mut self, product: Goods, qty: u8) {
        self.push(Action::RemoveFromCart { product, qty });
        if let Some((_, held)) = self.cart.iter_mut().find(|(held, _)| *held == product) {
            *held -= qty.min(*held);
        }
        self.cart.retain(|&(_, held)| held > 0);
    }

    /// Has second thoughts about a line of the cart, now and then.
    fn maybe_remove(&mut self) {
        if !self.cart.is_empty() && self.stream.chance(self.visits.parameters.removal_share) {
            let (product, held) = self.cart[self.stream.below(self.cart.len() as u64) as usize];
            let qty = if self.stream.chance(0.7) { held } else { 1 + self.stream.below(u64::from(held)) as u8 };
            self.remove(product, qty);
        }
    }

    fn check_out(&mut self) {
        if self.stream.chance(0.6) && self.here != Referrer::Page(pages::CART) {
            self.page(pages::CART);
        }
        self.push(Action::CheckoutStart { lines: self.cart.len() as u8 });
    }
}

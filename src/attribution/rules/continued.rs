//! Quotations without a mention that go on from the one before.

use crate::attribution::context::Context;
use crate::attribution::evidence::Way;
use crate::attribution::proposal::Proposal;
use crate::attribution::source::Source;
use crate::text::overlap;

/// A quotation and the one before it, where neither stands in another: the paragraphs in which the one begins and the
/// other ends.
fn with_previous(c: &Context, s: &Source) -> Option<(usize, usize, usize)> {
    let q = &c.requests[s.index];
    if q.outer.is_some() {
        return None;
    }
    let previous = c.last_outermost()?;
    let here = c.text.paragraph_at(q.content.first()?.start);
    let before = c.text.paragraph_at(c.requests[previous].content.last()?.start);
    Some((previous, here, before))
}

pub(super) fn continued_paragraph(c: &Context, s: &Source) -> Option<Proposal> {
    let (previous, here, before) = with_previous(c, s)?;
    let paragraph = c.text.paragraphs().get(here)?;
    let quoted: usize = c.requests[s.index].content.iter().map(|q| overlap(q, paragraph)).sum();
    let all_quotation = quoted * 10 >= paragraph.len() * 9;
    if all_quotation && here.saturating_sub(before) <= 1 { c.again(previous, Way::Continued) } else { None }
}

pub(super) fn continued_quotation(c: &Context, s: &Source) -> Option<Proposal> {
    let (previous, here, before) = with_previous(c, s)?;
    if here == before { c.again(previous, Way::Continued) } else { None }
}

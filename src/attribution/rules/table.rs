//! The table. Every rule proposes, and the scorer chooses; of a candidate's rules the first one here names the row, and
//! whoever is proposed first of all has an advantage.

use super::rule::{Propose, Rule};
use super::{continued, documents, names, near, organisations, owned, pairs, pronouns, titles};
use crate::attribution::context::Context;
use crate::attribution::evidence::Way;
use crate::attribution::form::Form;
use crate::attribution::proposal::Proposal;
use crate::attribution::source::Source;
use crate::attribution::speaker::Speaker;

type One = fn(&Context, &Source) -> Option<Proposal>;
type Several = fn(&Context, &Source) -> Vec<Proposal>;

const fn one(
    name: &'static str,
    form: Form,
    purpose: &'static str,
    [example, example_speaker]: [&'static str; 2],
    f: One,
) -> Rule {
    Rule { name, form, purpose, example, example_speaker, fallback: false, propose: Propose::One(f) }
}

const fn several(
    name: &'static str,
    form: Form,
    purpose: &'static str,
    [example, example_speaker]: [&'static str; 2],
    f: Several,
) -> Rule {
    Rule { name, form, purpose, example, example_speaker, fallback: false, propose: Propose::Several(f) }
}

const fn fallback(rule: Rule) -> Rule {
    Rule { fallback: true, ..rule }
}

use Form::{Absent, FirstPlural, FirstSingular, Neuter, Phrase, Relative, ThirdPlural, ThirdSingular};

/// All attribution rules, in the order in which they are asked.
#[rustfmt::skip]
pub static RULES: &[Rule] = &[
    // no mention
    one("name_behind_quotation", Absent, "A name right behind the quotation, with its verb.",
        ["[]{“No,”} Oda Varn said.", "Oda Varn"], names::name_behind_quotation),
    one("continued_paragraph", Absent, "A paragraph that is all quotation goes on with the speaker of the one before.",
        ["[Oda Varn] said: {“No.}\n[]{“And no again.”}", "Oda Varn"], continued::continued_paragraph),
    one("continued_quotation", Absent, "A second quotation of a paragraph goes on with the speaker of the first.",
        ["{“No,”} [Oda Varn] said on Monday. []{“Never.”} It was late in the evening.", "Oda Varn"],
        continued::continued_quotation),
    one("signature", Absent, "A name behind a dash signs the quotation.",
        ["[]{“No to Tarsk.”} — Oda Varn, envoy", "Oda Varn"], near::signature),
    one("name_before_colon", Absent, "The subject of the sentence that a colon ends before the quotation.",
        ["Added Oda Varn, an envoy: []{“No to Tarsk.”}", "Oda Varn"], near::name_before_colon),
    one("letterhead", Absent, "Whose statement it is, by the line above.",
        ["Statement from Oda Varn on the ferries\n[]{“No to Tarsk.”}", "Oda Varn"], near::letterhead),
    several("source_before_without_mention", Absent, "The sources of the quotations before.",
        ["[Oda Varn] said: {“No.”} It was late.\n[]{“And no again,”} was the answer to Tarsk.", "Oda Varn"],
        near::source_before),

    // pronouns
    one("first_person_singular", FirstSingular, "\"I\" inside another's words is who speaks them.",
        ["[Oda Varn] said: {“I told him that [I] {will go},”}", "Oda Varn"], pronouns::first_person_singular),
    one("country_of_office_holder", FirstPlural, "\"We\" in the words of who holds an office of a country is the country.",
        ["[Oda Varn] said: {“[We] have said that {nobody must go},”}", "Norlund"], pronouns::country_of_office_holder),
    one("first_person_plural", FirstPlural, "\"We\" inside another's words is who speaks them.",
        ["[Juna Hale] said: {“[We] have said that {nobody must go},”}", "Juna Hale"], pronouns::first_person_singular),
    one("pronoun_of_unnamed_source", ThirdSingular, "\"He\" goes on from the single source without a name that spoke last.",
        ["Oda Varn slept. [A soldier] said no. [He] said more.", "unnamed: soldier"],
        pronouns::pronoun_of_unnamed_source),
    several("third_person_pronoun", ThirdSingular, "\"He\" and \"she\": the fitting person who is near and a subject.",
        ["Oda Varn met Marek Dolny. [She] said no.", "Oda Varn"], pronouns::third_person_pronoun),
    one("document_of_sentence", Neuter, "\"It\" in a sentence that begins with a document: who issued that.",
        ["Harbour Watch published a report. The report was long, but [it] said no.", "Harbour Watch"],
        documents::document_of_sentence),
    one("same_organisation_again", Neuter, "A sentence that begins with \"it\" goes on from the organisation that spoke.",
        ["[Harbour Watch] said no to Tarsk. [It] said never.", "Harbour Watch"], pronouns::same_organisation_again),
    one("antecedent_of_neuter", Neuter, "The organisation to which the model points from \"it\".",
        ["<Harbour Watch> met Tarsk. Then [it] said no.", "Harbour Watch"], pronouns::antecedent_of_neuter),
    one("last_group_for_neuter", Neuter, "\"It\" is the source near by that is no single person.",
        ["[Harbour Watch] said no. In Tarsk, [it] said never.", "Harbour Watch"], pronouns::last_group_for_neuter),
    one("last_organisation_named", Neuter, "\"It\" is the organisation named last, in this or the paragraph before.",
        ["Harbour Watch met Oda Varn. Then [it] said no.", "Harbour Watch"], pronouns::last_organisation_named),
    several("organisation_near", Neuter, "The organisations named before, the nearest first.",
        ["Harbour Watch met Oda Varn.\nThe ferry came.\nThen [it] said no.", "Harbour Watch"], near::organisation_near),
    several("source_before_neuter", Neuter, "The sources of the quotations before.",
        ["[A Tarsk official] said no. In spring [it] said never.", "unnamed: Tarsk official"], near::source_before),
    one("pair_that_acts", ThirdPlural, "\"They\" are those whom \"and\" joins at the head of this or the sentence before.",
        ["Captain Bastin Orlowe and the envoy Juna Hale came to Tarsk. [They] said no.", "Bastin Orlowe and Juna Hale"],
        near::pair_that_acts),
    one("pair_of_sentence", ThirdPlural, "\"They\" are the two countries that the sentence named side by side.",
        ["In spring Norlund and Tarsk agreed, but [they] blame each other.", "Norlund and Tarsk"],
        pairs::pair_of_sentence),
    one("last_group_for_plural", ThirdPlural, "\"They\" are the source near by that is no single person.",
        ["[Harbour Watch] said no. Then [they] said never.", "Harbour Watch"], pronouns::last_group_for_plural),
    several("named_together", ThirdPlural, "Persons or organisations that the text named side by side.",
        ["Bastin Orlowe and Juna Hale met. [They] said no.", "Bastin Orlowe and Juna Hale"], near::named_together),
    one("people_of_sentence", ThirdPlural, "People without a name at the head of this or the sentence before.",
        ["Doctors had no water. [They] said no.", "unnamed: Doctors"], near::people_of_sentence),
    several("organisations_near", ThirdPlural, "The organisations named before, the nearest first.",
        ["Harbour Watch met Oda Varn. Then [they] said never.", "Harbour Watch"], near::organisation_near),
    several("source_before_plural", ThirdPlural, "The sources of the quotations before.",
        ["[Oda Varn] said no. Then [they] said never.", "Oda Varn"], near::source_before),
    fallback(one("unnamed_plural", ThirdPlural, "\"They\" of whom nothing is known.",
        ["On Monday [they] said no.", "unnamed: they"], pronouns::unnamed_plural)),
    several("relative_pronoun", Relative, "\"Who\" and \"which\" are the person or organisation right before.",
        ["A map by Harbour Watch, [which] said more, hung there.", "Harbour Watch"], names::relative_pronoun),
    one("people_before_relative", Relative, "\"Critics of the plan, who say\": people without a name in the clause before.",
        ["Norlund heard critics of the plan, [who] said no.", "unnamed: critics of the plan"],
        near::people_before_relative),

    // names as a whole
    one("organisation_after_whose", Phrase, "\"Oda Varn, whose government has said\": her government.",
        ["[Oda Varn], whose government has said that {no}.", "Oda Varn's government"], organisation_after_whose),
    one("roster_organisation", Phrase, "The whole mention is a name or alias of an organisation of the roster.",
        ["[The Kremlin] said no.", "Kremlin"], organisations::roster_organisation),
    one("roster_person", Phrase, "The whole mention is a name or alias of a person of the roster.",
        ["[Varn] said no.", "Oda Varn"], names::roster_person),
    one("group_acting_as_one", Phrase, "A group that news quote as one, with whose it is.",
        ["[Norlund’s allies] said no.", "Norlund's allies"], organisations::group_acting_as_one),
    one("organisation_with_apposition", Phrase, "An organisation and what it is.",
        ["[Harbour Watch, a group in Tarsk], said no.", "Harbour Watch"], organisations::organisation_with_apposition),
    one("publisher_of_document", Phrase, "A document and who published it.",
        ["[A report by Harbour Watch] said no.", "Harbour Watch"], organisations::publisher_of_document),
    one("organisation_with_publication", Phrase, "An organisation and what it published.",
        ["[Harbour Watch data] said no.", "Harbour Watch"], organisations::organisation_with_publication),
    one("organisation_with_description", Phrase, "An organisation behind words that describe it.",
        ["[The Norport-based Harbour Watch] said no.", "Harbour Watch"], organisations::organisation_with_description),
    one("abbreviation", Phrase, "An abbreviation that the article explains in brackets.",
        ["Harbour Watch (HW) came. [The HW] said no.", "Harbour Watch"], organisations::abbreviation),
    one("people_in_plural", Phrase, "People without a name, whatever names come after.",
        ["[Officials from Norlund and Tarsk] said no.", "unnamed: Officials from Norlund and Tarsk"],
        titles::people_in_plural),

    // names in the mention
    one("persons_joined", Phrase, "Persons joined by commas and \"and\".",
        ["[Mayors Juna Hale, Marek Dolny and Oda Varn] said no.", "Juna Hale, Marek Dolny and Oda Varn"],
        names::persons_joined),
    one("signature_behind", Phrase, "A name behind a dash signs the quotation, whoever signed the one before.",
        ["[Marek Dolny] wrote {“No.”} to [the envoy].\n{“No to Tarsk.”} — Oda Varn, envoy", "Oda Varn"], near::signature_behind),
    one("person_and_organisation", Phrase, "A person and an organisation joined by \"and\".",
        ["[Oda Varn and the Kremlin] said no.", "Oda Varn and Kremlin"], names::person_and_organisation),
    one("name_in_mention", Phrase, "A person whom the mention names, in full or by a part of the name.",
        ["Bastin Orlowe came. [Mr. Orlowe] said no.", "Bastin Orlowe"], names::name_in_mention),
    several("others_of_the_family", Phrase, "Others of the family name that the mention has.",
        ["Bastin Orlowe came. Marta Orlowe slept. [Orlowe] said no.", "Bastin Orlowe"], names::others_of_the_family),
    one("known_title_in_mention", Phrase, "A title that the text was found to use for one of its persons.",
        ["Oda Varn met Emeric Saloun. [The Norlund president] said no.", "Oda Varn"], names::known_title_in_mention),
    one("possessor_and_organisation", Phrase, "What belongs to a person and speaks for itself.",
        ["[Juna Hale’s office] said no.", "Juna Hale's office"], names::possessor_and_organisation),
    one("possessor_and_utterance", Phrase, "What a person said or wrote, or a name in the possessive alone.",
        ["[Juna Hale’s statement] said no.", "Juna Hale"], names::possessor_and_utterance),
    one("untagged_name", Phrase, "A name that was not tagged, but belongs to a person of the article.",
        ["Bastin Orlowe came. [Bastin] said no.", "Bastin Orlowe"], names::untagged_name),

    // pairs and documents
    one("pair_of_countries", Phrase, "\"Both sides\": the two countries that the text named last side by side.",
        ["Norlund and Tarsk met. [Both countries] said no.", "Norlund and Tarsk"], pairs::pair_of_countries),
    one("issuer_in_mention", Phrase, "A document with the name of who issued it.",
        ["[The Norlund-drafted resolution] demands no.", "Norlund"], documents::issuer_in_mention),
    one("issuer_told_before", Phrase, "A document of which the text told who issued it.",
        ["Norlund proposed two amendments. [The amendments] say no.", "Norlund"], documents::issuer_told_before),
    one("document_of_last_speaker", Phrase, "A document is of the organisation that spoke last near by.",
        ["[Harbour Watch] said no. [The statement] said never.", "Harbour Watch"], documents::document_of_last_speaker),
    one("report_of_last_organisation", Phrase, "A report is of the organisation named last near by.",
        ["Harbour Watch met in spring. [The report] said no.", "Harbour Watch"],
        documents::report_of_last_organisation),

    // sources that the article does not mean to name, or not yet
    one("named_later", Phrase, "A source without a name whom the text names later, with the same title.",
        ["[A Harbour spokeswoman] said no. Later Harbour spokeswoman Juna Hale spoke.", "Juna Hale"],
        titles::named_later),
    one("indefinite_source", Phrase, "\"A\" or \"an\": the article means not to say who.",
        ["[A senior Norlund official] said no.", "unnamed: senior Norlund official"], titles::indefinite_source),
    one("joint_source", Phrase, "Two organisations joined by \"and\".",
        ["[Both Moscow and Kyiv] said no.", "Russia and Ukraine"], organisations::joint_source),
    one("same_unnamed_source", Phrase, "\"The official\" is the official without a name who spoke before.",
        ["[A Tarsk official] said no. [The official] said never.", "unnamed: Tarsk official"],
        titles::same_unnamed_source),

    // titles
    one("apposition", Phrase, "A title with a name beside it, between commas.",
        ["[Norlund's treasury secretary], Juna Hale, said no.", "Juna Hale"], titles::apposition),
    one("office_of_named_person", Phrase, "A title by which the roster knows a person whom the article names.",
        ["Oda Varn met Emeric Saloun. [Norlund’s president] said no.", "Oda Varn"], titles::office_of_named_person),
    one("title_in_article", Phrase, "A title by which the article introduced a person.",
        ["Marek Dolny met the Tarsk adviser Juna Hale. [Tarsk’s adviser] said no.", "Juna Hale"],
        titles::title_in_article),
    one("title_in_roster", Phrase, "A title of a country that one person held on the day, by the roster alone.",
        ["[The Tarsk foreign minister] said no.", "Emeric Saloun"], titles::title_in_roster),
    one("antecedent_of_title", Phrase, "The person to whom the model points from a title.",
        ["Marek Dolny met <Juna Hale>. [The negotiator] said no.", "Juna Hale"], titles::antecedent_of_title),

    // organisations by their nouns
    one("half_of_country", Phrase, "\"The North\", where the text names North Korea.",
        ["North Korea was angry. [The North] said no.", "North Korea"], organisations::half_of_country),
    one("roster_name_at_end", Phrase, "A name of the roster behind words in lower case.",
        ["[The embattled Kremlin] said no.", "Kremlin"], organisations::roster_name_at_end),
    one("tagged_organisation", Phrase, "A mention that ends with a tagged organisation or place.",
        ["[Norlund’s Harbour Watch] said no.", "Norlund’s Harbour Watch"], organisations::tagged_organisation),
    one("organisation_noun", Phrase, "A name that ends with a noun of organisations.",
        ["[Norlund’s Coast Service] said no.", "Norlund’s Coast Service"], organisations::organisation_noun),
    one("organisation_that_spoke", Phrase, "\"The ministry\" is the one that spoke before.",
        ["[Norlund's Ferry Ministry] said no. [The ministry] said never.", "Norlund's Ferry Ministry"],
        organisations::organisation_that_spoke),
    one("organisation_named_before", Phrase, "\"The ministry\" is the one named before.",
        ["Oda Varn met the Ferry Council. [The council] said no.", "Ferry Council"],
        organisations::organisation_named_before),
    one("antecedent_organisation", Phrase, "The organisation to which the model points from \"the ministry\".",
        ["<Harbour Watch> met Oda Varn. [The committee] said no.", "Harbour Watch"],
        organisations::antecedent_organisation),
    one("any_organisation_before", Phrase, "\"The company\" is the organisation named last near by.",
        ["Harbour Watch wrote on Telegram. [The company] said no.", "Harbour Watch"],
        organisations::any_organisation_before),

    // by the words of the mention, and by fuller words elsewhere
    several("organisation_in_mention", Phrase, "The organisations and places that stand in the mention.",
        ["[The state-run Harbour Watch agency] said no.", "Harbour Watch"], owned::organisation_in_mention),
    one("organisation_by_its_words", Phrase, "A group or body that has no other name.",
        ["[The Tarsk opposition] said no.", "Tarsk opposition"], owned::organisation_by_its_words),
    several("noun_with_its_owner", Phrase, "\"The opposition\", where the text has \"the Tarsk opposition\".",
        ["Oda Varn met the Tarsk opposition. [The opposition] said no.", "Tarsk opposition"],
        owned::noun_with_its_owner),
    several("capitals_in_mention", Phrase, "Names in capitals in the mention, whatever the tagger took them for.",
        ["[The state-run Tidewater Courier agency] said no.", "Tidewater Courier"], owned::capitals_in_mention),
    several("body_of_a_country", Phrase, "\"The government\": that of the country named most, or last.",
        ["Norlund was angry. [The government] said no.", "Norlund government"], owned::body_of_a_country),
    several("several_in_mention", Phrase, "Several sources that the mention names.",
        ["[Norlund, Tarsk and Harbour Watch] said no.", "Norlund, Tarsk and Harbour Watch"],
        owned::several_in_mention),

    // whoever is near
    several("described_person", Phrase, "The persons named before a description, and the next ones behind it.",
        ["Marek Dolny lost his ship. [The fisherman] said no.", "Marek Dolny"], near::described_person),
    several("described_organisation", Phrase, "The organisations named before a description.",
        ["Harbour Watch lost a ship. [The airline] said no.", "Harbour Watch"], near::described_organisation),
    several("described_pair", Phrase, "\"The pair\": persons or organisations that the text named side by side.",
        ["Bastin Orlowe and Juna Hale met. [The pair] said no.", "Bastin Orlowe and Juna Hale"], near::named_together),
    several("source_before_description", Phrase, "The sources of the quotations before.",
        ["[A Tarsk soldier] said no. [The fighter] said never.", "unnamed: Tarsk soldier"], near::source_before),
    fallback(one("unnamed_source", Phrase, "A source of which nothing is known but its words.",
        ["[Analysts] said no.", "unnamed: Analysts"], titles::unnamed_source)),
];

/// Whoever the other rules find by a name or title, "whose government has said" it.
fn organisation_after_whose(c: &Context, s: &Source) -> Option<Proposal> {
    let noun = names::noun_after_whose(c, s)?;
    let others = RULES.iter().filter(|r| r.name != "organisation_after_whose");
    let person = others.map(|r| r.propose(c, s)).find(|p| !p.is_empty())?.swap_remove(0);
    let Speaker::Person(name) = &person.speaker else { return None };
    let by_name = matches!(person.way, Way::Name | Way::Title);
    by_name.then(|| Proposal::organisation(names::organisation_of(c, name, &noun)).on(&s.span))
}

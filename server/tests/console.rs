//! The whole console as a browser meets it: its router, the embedded provider behind it, and stores on
//! files. What stands here holds whatever a page, a person or a program sends.

mod support;

mod console {
    mod actor;
    mod authority;
    mod calls;
    mod clerk_errors;
    mod closing;
    mod cookies;
    mod destinations;
    mod documents;
    mod ends;
    mod error_pages;
    mod factors;
    mod failures;
    mod faults;
    mod guard;
    mod hostile;
    mod identity;
    mod interleavings;
    mod journey;
    mod keys;
    mod letters;
    mod lifetimes;
    mod limits;
    mod log;
    mod methods;
    mod nesting;
    mod network_faults;
    mod orders;
    mod origins;
    mod presence;
    mod provider_faults;
    mod provider_words;
    mod recent;
    mod record;
    mod redirects;
    mod refusals;
    mod repeats;
    mod resuming;
    mod second_factor;
    mod secrets;
    mod sessions;
    mod sign_in;
    mod sign_in_by_code;
    mod store_faults;
    mod throttle;
    mod ticket_answers;
    mod tickets;
    mod timing;
    mod together;
    mod tokens;
    mod typed;
    mod ways_out;
    mod webhooks;
}

//! The whole console as a browser meets it: its router, the embedded provider behind it, and stores on
//! files. What stands here holds whatever a page, a person or a program sends.

mod support;

mod console {
    mod journey;
}

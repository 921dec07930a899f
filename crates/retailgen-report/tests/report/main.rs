//! Pages of the repository's fixtures, and of small folders made for the purpose.

mod absent;
mod damaged;
mod folder;
mod html;
mod whole;
mod written;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ambient::Random;
use argon2::password_hash::Error as HashError;
use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;

/// Hashes and compares passwords with argon2id, off the async threads and a few at a time: each
/// takes 19 MiB and a core, so a crowd of sign-ins waits instead of taking the machine. Digests of bcrypt, which
/// come from elsewhere, are compared with too and never made.
#[derive(Clone)]
pub(crate) struct Passwords {
    permits: Arc<Semaphore>,
    random: Random,
    /// The digest of a password nobody has, compared with where there is none to compare with.
    decoy: Arc<str>,
    /// What comparing works in, kept for the next time: to get so much memory from the system can take longer than
    /// the work in it, and not equally long each time, which looked as if one address were known and another not.
    memory: Arc<Mutex<Vec<Block>>>,
}

/// Hashing failed, which is the provider's own fault.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The library refused.
    #[error("argon2 failed: {0}")]
    Hash(#[from] HashError),
    /// The work was cut short by a panic or by the end of the program.
    #[error("the hashing task was lost")]
    Lost,
}

impl Passwords {
    pub(crate) fn new(random: Random) -> Result<Self, PasswordError> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        // Drawn and not computed: as good as the digest of a password, and a start waits for none.
        let decoy = phc(&random.bytes::<16>(), &random.bytes::<OUTPUT>())?;
        Ok(Self {
            permits: Arc::new(Semaphore::new(cores)),
            random,
            decoy: decoy.into(),
            memory: Arc::default(),
        })
    }

    /// The password's digest in PHC form (`$argon2id$…`), salted anew.
    pub(crate) async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let salt = self.random.bytes::<16>();
        self.run(move || digest_of(password.as_bytes(), &salt))
            .await
    }

    /// Whether `password` is the one behind `digest`. Without a digest (an unknown person, or one
    /// without a password) it answers no after the same work, so that time tells nothing.
    pub(crate) async fn verify(
        &self,
        password: String,
        digest: Option<String>,
    ) -> Result<bool, PasswordError> {
        let known = digest.is_some();
        let digest = digest.unwrap_or_else(|| self.decoy.to_string());
        let kept = Arc::clone(&self.memory);
        let work = move || {
            // Whoever compares at the same moment takes memory of their own.
            let mut memory = std::mem::take(&mut *lock(&kept));
            let equal = is_behind(password.as_bytes(), &digest, &mut memory);
            *lock(&kept) = memory;
            equal
        };
        let equal = self.run(work).await?;
        Ok(equal && known)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| PasswordError::Lost)?;
        // The permit moves along: a caller that goes away does not free a core that is still busy.
        let task = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        Ok(task.await.map_err(|_| PasswordError::Lost)??)
    }

    /// Takes all cores away from hashing until what is returned is dropped.
    #[cfg(test)]
    pub(crate) async fn occupy(&self) -> tokio::sync::OwnedSemaphorePermit {
        let all = u32::try_from(self.permits.available_permits()).unwrap();
        Arc::clone(&self.permits)
            .acquire_many_owned(all)
            .await
            .unwrap()
    }
}

fn lock(memory: &Mutex<Vec<Block>>) -> MutexGuard<'_, Vec<Block>> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether `password` is the one behind `digest`.
fn is_behind(password: &[u8], digest: &str, memory: &mut Vec<Block>) -> Result<bool, HashError> {
    if is_bcrypt(digest) {
        // Compares in constant time. It was looked at when it came in: what fails now is as good as wrong.
        return Ok(bcrypt::verify(password, digest).unwrap_or(false));
    }
    let digest = PasswordHash::new(digest)?;
    let (Some(salt), Some(output)) = (&digest.salt, &digest.hash) else {
        return Ok(false);
    };
    let algorithm = Algorithm::try_from(digest.algorithm.as_str())?;
    let version = digest.version.map(Version::try_from).transpose()?;
    let params = Params::try_from(&digest)?;
    memory.resize(params.block_count(), Block::default());
    let mut out = vec![0; output.len()];
    Argon2::new(algorithm, version.unwrap_or_default(), params).hash_password_into_with_memory(
        password,
        salt,
        &mut out,
        memory.as_mut_slice(),
    )?;
    // Outputs are compared in constant time.
    Ok(Output::new(&out)? == *output)
}

/// Space for so many blocks is asked for. The system's allocator keeps what it gave if it was up to 32 MiB; what
/// is larger it returns to the system. What is not touched is never there.
const RETURNED: usize = 33 * 1024;

/// The digest in PHC form, made with the library's own settings.
fn digest_of(password: &[u8], salt: &[u8]) -> Result<String, HashError> {
    let argon2 = Argon2::default();
    let mut memory = Vec::with_capacity(RETURNED);
    memory.resize(argon2.params().block_count(), Block::default());
    let mut out = [0; OUTPUT];
    argon2.hash_password_into_with_memory(password, salt, &mut out, memory.as_mut_slice())?;
    phc(salt, &out)
}

/// How many bytes [`digest_of`] makes of a password.
const OUTPUT: usize = Params::DEFAULT_OUTPUT_LEN;

/// What argon2id makes of a password and `salt` with the library's own settings, in PHC form.
fn phc(salt: &[u8], output: &[u8; OUTPUT]) -> Result<String, HashError> {
    let digest = PasswordHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: Argon2::default().params().try_into()?,
        salt: Some(Salt::new(salt)?),
        hash: Some(Output::new(output)?),
    };
    Ok(digest.to_string())
}

/// Costs of a digest beyond which comparing with it would take the machine: blocks (1 KiB each) and passes of
/// argon2id, and the logarithm of the rounds of bcrypt.
const MOST_BLOCKS: u32 = 256 * 1024;
const MOST_PASSES: u32 = 64;
const MOST_BCRYPT: std::ops::RangeInclusive<u32> = 4..=15;

/// Whether `digest` is one that [`Passwords::verify`] can use: argon2id in PHC form, or bcrypt.
pub(crate) fn is_digest(digest: &str) -> bool {
    if is_bcrypt(digest) {
        let parts = digest.parse::<bcrypt::HashParts>();
        return parts.is_ok_and(|parts| MOST_BCRYPT.contains(&parts.get_cost()));
    }
    PasswordHash::new(digest).is_ok_and(|parsed| {
        let bearable = Params::try_from(&parsed)
            .is_ok_and(|params| params.m_cost() <= MOST_BLOCKS && params.t_cost() <= MOST_PASSES);
        parsed.algorithm == Algorithm::Argon2id.ident() && parsed.hash.is_some() && bearable
    })
}

fn is_bcrypt(digest: &str) -> bool {
    ["$2a$", "$2b$", "$2x$", "$2y$"]
        .iter()
        .any(|prefix| digest.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_right_and_without_a_digest_none_is() {
        let passwords = Passwords::new(Random::seeded(1)).unwrap();
        let digest = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(is_digest(&digest));
        let verify = |password: &str, digest: Option<&String>| {
            passwords.verify(password.to_owned(), digest.cloned())
        };
        assert!(!verify("battery staple", Some(&digest)).await.unwrap());
        assert!(!verify("correct horse", None).await.unwrap());
        assert!(verify("correct horse", Some(&digest)).await.unwrap());
    }

    #[tokio::test]
    async fn the_same_password_never_gives_the_same_digest() {
        let passwords = Passwords::new(Random::seeded(1)).unwrap();
        let first = passwords.hash("same".to_owned()).await.unwrap();
        assert_ne!(first, passwords.hash("same".to_owned()).await.unwrap());
    }

    #[tokio::test]
    async fn a_digest_of_bcrypt_is_compared_with() {
        let passwords = Passwords::new(Random::seeded(1)).unwrap();
        let digest = bcrypt::hash_with_salt("correct horse", 4, [7; 16]).unwrap();
        let digest = digest.format_for_version(bcrypt::Version::TwoB);
        assert!(is_digest(&digest));
        let verify = |password: &str| passwords.verify(password.to_owned(), Some(digest.clone()));
        assert!(!verify("battery staple").await.unwrap());
        assert!(verify("correct horse").await.unwrap());
    }

    #[test]
    fn what_is_no_digest_or_costs_too_much_is_not_taken_for_one() {
        for text in [
            "",
            "secret",
            "$2b$10$abcdefghijklmnopqrstuv",
            "$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA",
            "$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
            "$2b$31$LlLaSQFbdfjfDbXLoNPWL.Rt/QQdRM7z4x/zqK4jTKYWLIFxVtw4q",
        ] {
            assert!(!is_digest(text), "{text}");
        }
    }
}

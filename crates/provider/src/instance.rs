use std::sync::{PoisonError, RwLock};

use ambient::{Clock, Random};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clerk::Secret;
use database::Pool;
use tokio::sync::OnceCell;

use crate::OpenError;
use crate::store::instances::{self, InstanceRow};
use crate::tokens::{self, MacKeys, SigningKey};

/// The Clerk instance that this provider is: its id and its keys.
pub(crate) struct Instance {
    pub(crate) id: String,
    pub(crate) secret_key: String,
    /// Missing for a moment when the instance is new: making it takes longer than everything else.
    signing_key: OnceCell<SigningKey>,
    pub(crate) mac_keys: MacKeys,
    /// `whsec_…`, the same as long as there is the instance.
    pub(crate) webhook_secret: Secret,
    /// Origins of applications in something like a browser, if anybody set them.
    allowed_origins: RwLock<Option<Vec<String>>>,
}

impl Instance {
    /// Reads the instance, after creating it with fresh keys if the database has none yet.
    pub(crate) async fn load_or_create(
        pool: &Pool,
        clock: &Clock,
        random: &Random,
    ) -> Result<Self, OpenError> {
        if let Some(row) = instances::load(pool).await? {
            return Self::from_row(&row);
        }
        // Of two programs that start on one empty database the second finds the first one's instance.
        instances::insert_if_none(pool, &fresh(clock, random)).await?;
        Self::from_row(&reload(pool).await?)
    }

    /// Whether the key that signs is still to be made.
    pub(crate) fn lacks_signing_key(&self) -> bool {
        !self.signing_key.initialized()
    }

    /// The key that signs session tokens; on a new instance it is made first, by whoever asks first. Not to be asked
    /// for within a transaction, which its making would wait for.
    pub(crate) async fn signing_key(&self, pool: &Pool) -> Result<&SigningKey, OpenError> {
        let made = || async {
            let made = tokio::task::spawn_blocking(generate_signing_key)
                .await
                .map_err(|_| OpenError::Keys("the signing key could not be made"))??;
            // Of two programs that make one the second takes the first one's.
            instances::set_signing_key_if_none(pool, &URL_SAFE_NO_PAD.encode(made)).await?;
            let key = signing_key(&reload(pool).await?)?;
            key.ok_or(OpenError::Keys("the signing key is missing"))
        };
        self.signing_key.get_or_try_init(made).await
    }

    /// What `PATCH /instance` set, if it was ever asked to.
    pub(crate) fn allowed_origins(&self) -> Option<Vec<String>> {
        let origins = self.allowed_origins.read();
        origins.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_allowed_origins(&self, origins: Vec<String>) {
        let mut kept = self
            .allowed_origins
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *kept = Some(origins);
    }

    /// Whether `PATCH /instance` allowed that origin.
    pub(crate) fn allows(&self, origin: &str) -> bool {
        let origins = self
            .allowed_origins
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let mut origins = origins.iter().flatten();
        origins.any(|known| origin.eq_ignore_ascii_case(known))
    }

    fn from_row(row: &InstanceRow) -> Result<Self, OpenError> {
        let mac_key = decode(&row.mac_key)?;
        let origins = row.allowed_origins.as_deref().map(serde_json::from_str);
        let allowed_origins = origins
            .transpose()
            .map_err(|_| OpenError::Keys("the allowed origins are not JSON"))?;
        Ok(Self {
            id: row.id.clone(),
            secret_key: row.secret_key.clone(),
            signing_key: OnceCell::new_with(signing_key(row)?),
            mac_keys: MacKeys::derive(&mac_key),
            webhook_secret: tokens::webhook_secret(&mac_key),
            allowed_origins: RwLock::new(allowed_origins),
        })
    }
}

/// A new instance, whose signing key is yet to be made.
fn fresh(clock: &Clock, random: &Random) -> InstanceRow {
    InstanceRow {
        id: random.id("ins"),
        secret_key: format!("sk_test_{}", random.secret()),
        signing_key: String::new(),
        mac_key: random.secret(),
        allowed_origins: None,
        created_at: clock.now(),
    }
}

async fn reload(pool: &Pool) -> Result<InstanceRow, OpenError> {
    let row = instances::load(pool).await?;
    row.ok_or(OpenError::Keys("the instance is missing"))
}

/// The key of the row, if it was made.
fn signing_key(row: &InstanceRow) -> Result<Option<SigningKey>, OpenError> {
    if row.signing_key.is_empty() {
        return Ok(None);
    }
    let key = SigningKey::from_pkcs8(&row.id, &decode(&row.signing_key)?);
    let key = key.map_err(|_| OpenError::Keys("the signing key cannot be read"))?;
    Ok(Some(key))
}

/// RSA-2048 because networkless verification in Clerk's own packages reads no other size. The
/// library draws from the operating system by itself; nothing else can be given to it.
fn generate_signing_key() -> Result<Vec<u8>, OpenError> {
    let failed = |_| OpenError::Keys("the signing key could not be made");
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
    let der: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
    Ok(der.as_ref().to_vec())
}

fn decode(text: &str) -> Result<Vec<u8>, OpenError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_| OpenError::Keys("a key is not base64url"))
}

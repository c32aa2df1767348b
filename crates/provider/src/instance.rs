use ambient::{Clock, Random};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use database::Pool;

use crate::OpenError;
use crate::store::instances::{self, InstanceRow};
use crate::tokens::{MacKeys, SigningKey};

/// The Clerk instance that this provider is: its id and its keys.
pub(crate) struct Instance {
    pub(crate) id: String,
    pub(crate) secret_key: String,
    pub(crate) signing_key: SigningKey,
    pub(crate) mac_keys: MacKeys,
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
        let row = fresh(clock, random).await?;
        instances::insert_if_none(pool, &row).await?;
        let row = instances::load(pool)
            .await?
            .ok_or(OpenError::Keys("the instance is missing"))?;
        Self::from_row(&row)
    }

    fn from_row(row: &InstanceRow) -> Result<Self, OpenError> {
        let signing_key = decode(&row.signing_key)?;
        let mac_key = decode(&row.mac_key)?;
        Ok(Self {
            id: row.id.clone(),
            secret_key: row.secret_key.clone(),
            signing_key: SigningKey::from_pkcs8(&row.id, &signing_key)
                .map_err(|_| OpenError::Keys("the signing key cannot be read"))?,
            mac_keys: MacKeys::derive(&mac_key),
        })
    }
}

async fn fresh(clock: &Clock, random: &Random) -> Result<InstanceRow, OpenError> {
    let signing_key = tokio::task::spawn_blocking(generate_signing_key)
        .await
        .map_err(|_| OpenError::Keys("the signing key could not be made"))??;
    Ok(InstanceRow {
        id: random.id("ins"),
        secret_key: format!("sk_test_{}", random.secret()),
        signing_key: URL_SAFE_NO_PAD.encode(signing_key),
        mac_key: random.secret(),
        created_at: clock.now(),
    })
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

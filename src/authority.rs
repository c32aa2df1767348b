//! The authority that vouches for the provider where it is served over https: a local one, made once for a data
//! directory, that may vouch for the loopback of this machine and for nothing else.

use std::fs;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};

use ambient::{MINUTE, Millis, SECOND};
use anyhow::Context as _;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::data_dir::{DataDir, open_private, write_private};

const DAY: Millis = 24 * 60 * MINUTE;

/// How long an authority is good for.
const LIFE: Millis = 3_650 * DAY;

/// How long a certificate is, which is made anew at every start. Browsers take none for longer.
const CERTIFICATE_LIFE: Millis = 397 * DAY;

/// Certificates begin before the moment they are made, for whoever's clock is slow.
const SLOW_CLOCK: Millis = DAY;

/// One that can vouch.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    file: PathBuf,
}

/// As it is kept.
#[derive(Deserialize, Serialize)]
struct Kept {
    /// In PEM.
    certificate: String,
    /// PKCS#8 in PEM.
    key: String,
    expires_at: Millis,
}

impl Authority {
    /// That of the data directory at the moment `now`: read, or made where there is none, or none that outlives
    /// what it is to vouch for.
    pub fn load_or_renew(data: &DataDir, now: Millis) -> anyhow::Result<Self> {
        // Its instances share it, and two of them may be the first at the same moment.
        let lock = open_private(&data.authority_lock())
            .and_then(|lock| lock.lock().map(|()| lock))
            .with_context(|| format!("{} cannot be locked", data.authority_lock().display()))?;
        let path = data.authority();
        let kept = Kept::read(&path)?.filter(|kept| kept.expires_at - now > CERTIFICATE_LIFE);
        let kept = match kept {
            Some(kept) => kept,
            None => Kept::fresh(now)?.write(&path)?,
        };
        let file = std::path::absolute(data.authority_certificate())?;
        // Only this one is for others to read; that it says the same is made sure of at every start.
        if fs::read(&file).ok().as_deref() != Some(kept.certificate.as_bytes()) {
            write_private(&file, kept.certificate.as_bytes())?;
        }
        drop(lock);
        let key = KeyPair::from_pem(&kept.key)
            .with_context(|| format!("The key in {} cannot be used", path.display()))?;
        let issuer = Issuer::new(authority(), key);
        Ok(Self { issuer, file })
    }

    /// The file with its certificate in PEM, which whoever asks the provider has to trust.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// A certificate with its key for `localhost` and the loopback's addresses, `address` among them.
    pub fn vouch(&self, address: IpAddr, now: Millis) -> anyhow::Result<(Certificate, KeyPair)> {
        let usual = [
            IpAddr::from(Ipv4Addr::LOCALHOST),
            Ipv6Addr::LOCALHOST.into(),
        ];
        let further = Some(address).filter(|address| !usual.contains(address));
        let addresses = usual.into_iter().chain(further);
        let names = addresses.map(|address| address.to_string());
        self.sign(names.chain(["localhost".to_owned()]).collect(), now)
    }

    fn sign(&self, names: Vec<String>, now: Millis) -> anyhow::Result<(Certificate, KeyPair)> {
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = name("Understudy on this machine");
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        (params.not_before, params.not_after) = validity(now, CERTIFICATE_LIFE)?;
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok((certificate, key))
    }
}

impl Kept {
    fn read(path: &Path) -> anyhow::Result<Option<Self>> {
        match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).with_context(|| {
                format!(
                    "The file {} cannot be understood; without it another is made",
                    path.display()
                )
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => {
                Err(error).with_context(|| format!("The file {} cannot be read", path.display()))
            }
        }
    }

    fn fresh(now: Millis) -> anyhow::Result<Self> {
        let mut params = authority();
        (params.not_before, params.not_after) = validity(now, LIFE)?;
        let key = KeyPair::generate()?;
        Ok(Self {
            certificate: params.self_signed(&key)?.pem(),
            key: key.serialize_pem(),
            expires_at: now + LIFE,
        })
    }

    fn write(self, path: &Path) -> anyhow::Result<Self> {
        write_private(path, serde_json::to_string_pretty(&self)?.as_bytes())?;
        Ok(self)
    }
}

/// What every authority is, but for its key and its time. Whoever trusts one trusts it for the loopback only.
fn authority() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = name("Understudy's local authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName("localhost".to_owned()),
            GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([127, 0, 0, 0], 8)),
            GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(
                Ipv6Addr::LOCALHOST.octets(),
                128,
            )),
        ],
        excluded_subtrees: Vec::new(),
    });
    params
}

fn name(text: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, text);
    name
}

fn validity(now: Millis, life: Millis) -> anyhow::Result<(OffsetDateTime, OffsetDateTime)> {
    let moment = |moment: Millis| OffsetDateTime::from_unix_timestamp(moment.div_euclid(SECOND));
    Ok((moment(now - SLOW_CLOCK)?, moment(now + life)?))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use tokio_rustls::rustls::client::WebPkiServerVerifier;
    use tokio_rustls::rustls::client::danger::ServerCertVerifier as _;
    use tokio_rustls::rustls::crypto::aws_lc_rs;
    use tokio_rustls::rustls::pki_types::{
        CertificateDer, ServerName, UnixTime, pem::PemObject as _,
    };
    use tokio_rustls::rustls::{Error, RootCertStore};

    use super::*;

    const NOW: Millis = 1_795_434_005_999;

    fn data() -> (tempfile::TempDir, DataDir) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = DataDir::at(folder.path());
        (folder, data)
    }

    /// What somebody who trusts the authority says of a certificate that `name` shows at the moment `now`.
    fn verified(
        authority: &Authority,
        certificate: &Certificate,
        name: &str,
        now: Millis,
    ) -> Result<(), Error> {
        let mut roots = RootCertStore::empty();
        let root = CertificateDer::from_pem_file(authority.file()).expect("a certificate");
        roots.add(root).expect("can be trusted");
        let crypto = Arc::new(aws_lc_rs::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), crypto)
            .build()
            .expect("a verifier");
        let name = ServerName::try_from(name).expect("a name");
        let seconds = u64::try_from(now / SECOND).expect("after 1970");
        let now = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let shown = verifier.verify_server_cert(certificate.der(), &[], &name, &[], now);
        shown.map(drop)
    }

    #[test]
    fn it_vouches_for_this_machine_from_now_on_and_for_a_year() {
        let (_folder, data) = data();
        let authority = Authority::load_or_renew(&data, NOW).expect("is made");
        let address = "127.0.0.7".parse().expect("an address");
        let (certificate, _) = authority.vouch(address, NOW).expect("is signed");
        for name in ["127.0.0.1", "::1", "localhost", "127.0.0.7"] {
            verified(&authority, &certificate, name, NOW).expect(name);
        }
        verified(&authority, &certificate, "127.0.0.8", NOW).expect_err("another address");
        verified(&authority, &certificate, "localhost", NOW + 396 * DAY).expect("still good");
        verified(&authority, &certificate, "localhost", NOW + 398 * DAY).expect_err("too late");
        verified(&authority, &certificate, "localhost", NOW - 2 * DAY).expect_err("too early");
    }

    #[test]
    fn whoever_trusts_it_trusts_it_for_nothing_but_the_loopback() {
        let (_folder, data) = data();
        let authority = Authority::load_or_renew(&data, NOW).expect("is made");
        for name in ["example.com", "a.example.com", "192.0.2.1", "2001:db8::1"] {
            let names = vec![name.to_owned()];
            let (certificate, _) = authority.sign(names, NOW).expect("is signed");
            verified(&authority, &certificate, name, NOW).expect_err(name);
        }
    }

    #[test]
    fn it_is_made_once_and_again_before_it_is_too_old_to_vouch() {
        let (_folder, data) = data();
        let file = |now| {
            let authority = Authority::load_or_renew(&data, now).expect("is made or read");
            fs::read(authority.file()).expect("is there")
        };
        let first = file(NOW);
        assert_eq!(file(NOW), first);
        assert_eq!(file(NOW + 8 * 365 * DAY), first);
        fs::remove_file(data.authority_certificate()).expect("is there");
        assert_eq!(file(NOW), first, "is written again");
        let second = file(NOW + 9 * 365 * DAY);
        assert_ne!(second, first);
        let authority = Authority::load_or_renew(&data, NOW + 20 * 365 * DAY).expect("is made");
        let now = NOW + 20 * 365 * DAY;
        let address = Ipv4Addr::LOCALHOST.into();
        let (certificate, _) = authority.vouch(address, now).expect("is signed");
        verified(&authority, &certificate, "localhost", now).expect("as good as the first");
    }
}

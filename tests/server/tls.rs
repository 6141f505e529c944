//! Certificates for the scripted server: some hold, some do not.

use super::Wire;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, ServerConnection, Stream};
use std::collections::BTreeMap;
use std::net::TcpStream;
use std::sync::Arc;

/// Certificates by the name that a client asks for.
#[derive(Debug)]
pub(crate) struct Certificates {
    root: Vec<u8>,
    by_name: BTreeMap<String, Arc<CertifiedKey>>,
}

impl Certificates {
    /// One that holds for each of `good`; others are called by what is wrong with them: `expired.test`, `early.test`,
    /// `wrong-name.test`, `unknown-issuer.test`, `self-signed.test`.
    pub(crate) fn make(good: &[&str]) -> Self {
        let (ours, theirs) = (authority("Ours"), authority("Theirs"));
        let mut by_name = BTreeMap::new();
        for name in good {
            by_name.insert((*name).to_owned(), signed(params(name), &ours));
        }
        let mut expired = params("expired.test");
        (expired.not_before, expired.not_after) = (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 1, 1));
        by_name.insert("expired.test".to_owned(), signed(expired, &ours));
        let mut early = params("early.test");
        (early.not_before, early.not_after) = (date_time_ymd(3001, 1, 1), date_time_ymd(3002, 1, 1));
        by_name.insert("early.test".to_owned(), signed(early, &ours));
        by_name.insert("wrong-name.test".to_owned(), signed(params("other.test"), &ours));
        by_name.insert("unknown-issuer.test".to_owned(), signed(params("unknown-issuer.test"), &theirs));
        let key = KeyPair::generate().expect("a key can be made");
        let own = params("self-signed.test").self_signed(&key).expect("a certificate can be made");
        by_name.insert("self-signed.test".to_owned(), certified(own.der().clone(), &key));
        Self { root: ours.der().to_vec(), by_name }
    }

    /// The certificate that those that hold were signed with, in DER.
    pub(crate) fn root(&self) -> Vec<u8> {
        self.root.clone()
    }

    pub(super) fn server(&self) -> Arc<ServerConfig> {
        let by_name = Arc::new(ByName(self.by_name.clone()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        Arc::new(builder.expect("ring has versions").with_no_client_auth().with_cert_resolver(by_name))
    }
}

fn params(name: &str) -> CertificateParams {
    CertificateParams::new(vec![name.to_owned()]).expect("a name is a name")
}

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().expect("a key can be made");
    CertifiedIssuer::self_signed(params, key).expect("a certificate can be made")
}

fn signed(params: CertificateParams, by: &CertifiedIssuer<'static, KeyPair>) -> Arc<CertifiedKey> {
    let key = KeyPair::generate().expect("a key can be made");
    let certificate = params.signed_by(&key, by).expect("a certificate can be made");
    certified(certificate.der().clone(), &key)
}

fn certified(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<CertifiedKey> {
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key of ours is a key");
    let key = rustls::crypto::ring::sign::any_supported_type(&key).expect("a key of ours can sign");
    Arc::new(CertifiedKey::new(vec![certificate], key))
}

#[derive(Debug)]
struct ByName(BTreeMap<String, Arc<CertifiedKey>>);

impl ResolvesServerCert for ByName {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.0.get(hello.server_name()?).cloned()
    }
}

pub(super) fn wrap(stream: &TcpStream, config: &Arc<ServerConfig>, serve: &mut dyn FnMut(&mut dyn Wire)) {
    let Ok(mut connection) = ServerConnection::new(Arc::clone(config)) else { return };
    let mut stream = stream;
    serve(&mut Stream::new(&mut connection, &mut stream));
    connection.send_close_notify();
    let _ = connection.complete_io(&mut stream);
}

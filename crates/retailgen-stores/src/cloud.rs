//! The stores of Amazon, Google and Azure, and what speaks as they do.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, Read as _, Seek as _, Write as _},
    sync::OnceLock,
    time::Duration,
};

use futures_util::StreamExt as _;
use object_store::{
    Error, ObjectStore, ObjectStoreExt as _, PutMode, PutMultipartOptions, PutPayload, RetryConfig,
    aws::AmazonS3Builder, azure::MicrosoftAzureBuilder, gcp::GoogleCloudStorageBuilder, path::Path,
};
use tokio::runtime::{Builder, Runtime};

use crate::{Address, Scheme, StoreError, objects::Objects};

/// The most bytes that are sent at once: a file up to that size is one request, a larger one goes in parts of it.
const PIECE: u64 = 16 << 20;

/// The most parts of an upload: stores take 10,000.
const MOST_PIECES: u64 = 9_000;

/// A bucket.
#[derive(Debug)]
pub(crate) struct Cloud {
    store: Box<dyn ObjectStore>,
    runtime: &'static Runtime,
}

impl Cloud {
    /// The bucket of an address, with credentials, region and endpoint from the environment.
    pub fn of(address: &Address) -> Result<Self, StoreError> {
        let bucket = address.bucket();
        // Some seconds of trouble are waited out; an endpoint that is not there is told soon.
        let retry = RetryConfig { max_retries: 5, retry_timeout: Duration::from_mins(1), ..RetryConfig::default() };
        let store: Result<Box<dyn ObjectStore>, Error> = match address.scheme() {
            Scheme::Gs => {
                let builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket).with_retry(retry);
                builder.build().map(|store| Box::new(store) as _)
            }
            Scheme::Az => {
                let builder = MicrosoftAzureBuilder::from_env().with_container_name(bucket).with_retry(retry);
                builder.build().map(|store| Box::new(store) as _)
            }
            // Memory is no cloud, and does not come here.
            Scheme::S3 | Scheme::Memory => {
                let builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry);
                builder.build().map(|store| Box::new(store) as _)
            }
        };
        let store = store.map_err(|error| StoreError::Unconfigured { source: words(&error).into() })?;
        Ok(Self { store, runtime: runtime().map_err(local)? })
    }

    async fn put_in_pieces(&self, key: &Path, mut file: &File, size: u64) -> Result<(), StoreError> {
        let piece = PIECE.max(size.div_ceil(MOST_PIECES));
        let mut upload = self.store.put_multipart_opts(key, PutMultipartOptions::default()).await.map_err(failed)?;
        loop {
            let sent = match read(&mut file, piece) {
                Ok(content) if content.is_empty() => upload.complete().await.map(|_| true).map_err(failed),
                Ok(content) => upload.put_part(PutPayload::from(content)).await.map(|()| false).map_err(failed),
                Err(error) => Err(error),
            };
            match sent {
                Ok(false) => {}
                Ok(true) => return Ok(()),
                Err(error) => {
                    // There is another error to tell. What a store keeps of it, a rule of the bucket can clear away.
                    let _ = upload.abort().await;
                    return Err(error);
                }
            }
        }
    }
}

impl Objects for Cloud {
    fn put(&self, key: &str, mut file: &File) -> Result<(), StoreError> {
        let key = path(key)?;
        let size = file.metadata().and_then(|found| file.rewind().map(|()| found.len())).map_err(local)?;
        if size > PIECE {
            return self.runtime.block_on(self.put_in_pieces(&key, file, size));
        }
        let content = read(&mut file, PIECE)?;
        self.runtime.block_on(async { self.store.put(&key, content.into()).await.map(drop).map_err(failed) })
    }

    fn put_new(&self, key: &str, content: &[u8]) -> Result<bool, StoreError> {
        let key = path(key)?;
        match self
            .runtime
            .block_on(async { self.store.put_opts(&key, content.to_vec().into(), PutMode::Create.into()).await })
        {
            Ok(_) => Ok(true),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(false),
            Err(error) => Err(failed(error)),
        }
    }

    fn fetch(&self, key: &str, into: &mut File) -> Result<bool, StoreError> {
        let key = path(key)?;
        self.runtime.block_on(async {
            let mut content = match self.store.get(&key).await {
                Err(Error::NotFound { .. }) => return Ok(false),
                found => found.map_err(failed)?.into_stream(),
            };
            while let Some(piece) = content.next().await {
                into.write_all(&piece.map_err(failed)?).map_err(local)?;
            }
            Ok(true)
        })
    }

    fn size(&self, key: &str) -> Result<Option<u64>, StoreError> {
        let key = path(key)?;
        match self.runtime.block_on(async { self.store.head(&key).await }) {
            Ok(found) => Ok(Some(found.size)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    fn has_below(&self, key: &str) -> Result<bool, StoreError> {
        let below = path(key)?;
        self.runtime
            .block_on(async { self.store.list(Some(&below)).next().await.transpose().map_err(failed) })
            .map(|found| found.is_some())
    }

    fn list(&self, key: &str) -> Result<BTreeMap<String, u64>, StoreError> {
        let below = path(key)?;
        self.runtime.block_on(async {
            let mut found = BTreeMap::new();
            let mut listed = self.store.list(Some(&below));
            while let Some(object) = listed.next().await {
                let object = object.map_err(failed)?;
                found.extend(rest(&below, &object.location).map(|rest| (rest, object.size)));
            }
            Ok(found)
        })
    }

    fn names(&self, key: &str) -> Result<BTreeSet<String>, StoreError> {
        let below = path(key)?;
        let found =
            self.runtime.block_on(async { self.store.list_with_delimiter(Some(&below)).await.map_err(failed) })?;
        let objects = found.objects.into_iter().map(|object| object.location);
        Ok(objects.chain(found.common_prefixes).filter_map(|path| rest(&below, &path)).collect())
    }

    fn remove(&self, key: &str) -> Result<bool, StoreError> {
        let key = path(key)?;
        match self.runtime.block_on(async { self.store.delete(&key).await }) {
            Ok(()) => Ok(true),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(failed(error)),
        }
    }
}

/// The key as the client has it. Its characters stay as they are.
fn path(key: &str) -> Result<Path, StoreError> {
    Path::parse(key).map_err(|error| failed(error.into()))
}

fn rest(below: &Path, found: &Path) -> Option<String> {
    found.as_ref().strip_prefix(below.as_ref())?.strip_prefix('/').map(str::to_owned)
}

fn read(file: &mut &File, most: u64) -> Result<Vec<u8>, StoreError> {
    let mut content = Vec::new();
    file.take(most).read_to_end(&mut content).map_err(local)?;
    Ok(content)
}

fn local(source: std::io::Error) -> StoreError {
    StoreError::Local { source }
}

#[expect(clippy::needless_pass_by_value, reason = "made for map_err")]
fn failed(error: Error) -> StoreError {
    let words = words(&error);
    // The client asks a cloud's machine for credentials where the environment has none. What it says has no type.
    if ["169.254.169.254", "metadata.google.internal"].iter().any(|machine| words.contains(machine)) {
        return StoreError::Unconfigured { source: words.into() };
    }
    match error {
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => StoreError::Refused { source: words.into() },
        // An object that is not there is no error here; a bucket that is not comes as either.
        Error::NotFound { .. } => StoreError::NoBucket { source: words.into() },
        Error::Generic { .. } if words.contains("404 Not Found") => StoreError::NoBucket { source: words.into() },
        _ => StoreError::Failed { source: words.into() },
    }
}

/// What the client says, and the innermost of its reasons, in one line: what it wraps them in says the same once more.
fn words(error: &Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let (outer, inner) = (error.to_string(), innermost.to_string());
    let first = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    if outer.contains(&inner) { first(&outer) } else { format!("{}: {}", first(&outer), first(&inner)) }
}

/// What all requests run on, from whatever thread.
fn runtime() -> io::Result<&'static Runtime> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let made = Builder::new_multi_thread().worker_threads(1).thread_name("stores").enable_all().build()?;
    Ok(RUNTIME.get_or_init(|| made))
}

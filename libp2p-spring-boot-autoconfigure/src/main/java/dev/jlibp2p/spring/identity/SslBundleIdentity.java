package dev.jlibp2p.spring.identity;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** The private key of an SSL bundle's key store, as the identity of a node. Never prints a key, whole or in part. */
final class SslBundleIdentity {

    private static final String PROPERTY = "libp2p.identity.ssl-bundle";

    private final SslBundles bundles;

    private final String name;

    SslBundleIdentity(SslBundles bundles, String name) {
        this.bundles = bundles;
        this.name = name;
    }

    Identity read() {
        PrivateKey key = key(bundle());
        byte[] encoded = key.getEncoded();
        if (encoded == null || !"PKCS#8".equals(key.getFormat())) {
            throw refused("its key stays where it is kept, and a node has to have it",
                    "Use a bundle whose key is in a file", null);
        }
        try {
            return Identity.ofPkcs8(encoded);
        } catch (InvalidDataException e) {
            throw refused("its key (" + key.getAlgorithm() + ") cannot be an identity: " + e.getMessage(),
                    "Use a bundle with a key of Ed25519, RSA of 2048 bits or more, or EC on P-256", e);
        }
    }

    private SslBundle bundle() {
        try {
            return bundles.getBundle(name);
        } catch (NoSuchSslBundleException e) {
            List<String> known = bundles.getBundleNames();
            throw refused("no SSL bundle has that name; there " + (known.isEmpty() ? "is none" : "are " + known),
                    "Define it by spring.ssl.bundle.pem." + name + ".keystore.private-key and .certificate, or"
                            + " spring.ssl.bundle.jks." + name + ".keystore.location, or correct the name",
                    e);
        }
    }

    private PrivateKey key(SslBundle bundle) {
        try {
            KeyStore store = bundle.getStores().getKeyStore();
            String alias = store == null ? null : alias(bundle, store);
            Key key = store == null || alias == null ? null : store.getKey(alias, password(bundle));
            if (key instanceof PrivateKey privateKey) {
                return privateKey;
            }
        } catch (GeneralSecurityException | IllegalStateException e) {
            throw refused("its key store cannot be read: " + e.getMessage(),
                    "Correct the files and passwords of that bundle below spring.ssl.bundle", e);
        }
        throw refused("it has no private key", "Give the bundle a key store with a private key and its certificate,"
                + " for example by spring.ssl.bundle.pem." + name + ".keystore.private-key and .certificate", null);
    }

    /** The one that is named, else the only key there is. */
    private @Nullable String alias(SslBundle bundle, KeyStore store) throws GeneralSecurityException {
        if (bundle.getKey().getAlias() != null) {
            return bundle.getKey().getAlias();
        }
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        if (keys.size() > 1) {
            throw refused("it has several keys: " + keys,
                    "Name one of them by spring.ssl.bundle.jks." + name + ".key.alias", null);
        }
        return keys.isEmpty() ? null : keys.getFirst();
    }

    private static char @Nullable [] password(SslBundle bundle) {
        String own = bundle.getKey().getPassword();
        String password = own == null ? bundle.getStores().getKeyStorePassword() : own;
        return password == null ? null : password.toCharArray();
    }

    private RefusedPropertyException refused(String problem, String remedy, @Nullable Exception cause) {
        return new RefusedPropertyException(PROPERTY, name, problem, remedy, cause);
    }
}

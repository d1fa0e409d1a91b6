package dev.jlibp2p.spring.transport.websocket;

import dev.jlibp2p.spring.property.RefusedPropertyException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** An SSL bundle as Netty wants it, always as it was read last: a bundle that cannot be used after a reload changes nothing. */
final class SslContexts {

    private static final Logger log = LoggerFactory.getLogger(SslContexts.class);

    private volatile Pair now;

    private record Pair(@Nullable SslContext server, SslContext client) {}

    private SslContexts(Pair first) {
        this.now = first;
    }

    /** Reads the bundle that a property names, and follows its reloads. */
    static SslContexts of(SslBundles bundles, String name, String property) {
        SslContexts contexts;
        try {
            contexts = new SslContexts(read(bundles.getBundle(name)));
        } catch (NoSuchSslBundleException e) {
            List<String> known = bundles.getBundleNames();
            throw new RefusedPropertyException(property, name,
                    "no SSL bundle has that name; there " + (known.isEmpty() ? "is none" : "are " + known),
                    "Define it by spring.ssl.bundle.pem." + name
                            + ".keystore.private-key and .certificate, or correct the name",
                    e);
        } catch (GeneralSecurityException | SSLException | RuntimeException e) {
            throw new RefusedPropertyException(property, name, "the bundle cannot be read: " + e.getMessage(),
                    "Correct the files and passwords of that bundle below spring.ssl.bundle", e);
        }
        bundles.addBundleUpdateHandler(name, bundle -> contexts.reload(name, bundle));
        return contexts;
    }

    boolean hasCertificate() {
        return now.server() != null;
    }

    /** For connections that are accepted. */
    SslContext server() {
        SslContext server = now.server();
        if (server == null) {
            throw new IllegalStateException("the SSL bundle has no certificate");
        }
        return server;
    }

    /** For connections that are dialled. */
    SslContext client() {
        return now.client();
    }

    private void reload(String name, SslBundle bundle) {
        try {
            Pair read = read(bundle);
            if (read.server() == null && hasCertificate()) {
                log.warn("SSL bundle {} has lost its certificate: WebSockets keep the one before", name);
            } else {
                now = read;
                log.info("WebSockets use SSL bundle {} as it was reloaded", name);
            }
        } catch (GeneralSecurityException | SSLException | RuntimeException e) {
            log.warn("SSL bundle {} cannot be used as it was reloaded: WebSockets keep the one before ({})", name,
                    e.getMessage());
        }
    }

    private static Pair read(SslBundle bundle) throws GeneralSecurityException, SSLException {
        SslContext server = hasKey(bundle.getStores().getKeyStore())
                ? SslContextBuilder.forServer(bundle.getManagers().getKeyManagerFactory())
                        .sslProvider(SslProvider.JDK)
                        .build()
                : null;
        SslContext client = SslContextBuilder.forClient()
                .trustManager(bundle.getManagers().getTrustManagerFactory())
                .sslProvider(SslProvider.JDK)
                .build();
        return new Pair(server, client);
    }

    private static boolean hasKey(@Nullable KeyStore store) throws GeneralSecurityException {
        if (store == null) {
            return false;
        }
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return true;
            }
        }
        return false;
    }
}

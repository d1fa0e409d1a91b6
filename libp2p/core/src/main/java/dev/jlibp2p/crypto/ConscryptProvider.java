package dev.jlibp2p.crypto;

import java.security.Provider;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/** The optional native back end: present when Conscrypt is on the class path and has a library for this machine. */
final class ConscryptProvider {

    private static final @Nullable Provider PROVIDER = load();

    private ConscryptProvider() {}

    static boolean available() {
        return PROVIDER != null;
    }

    static Provider require() {
        Provider provider = PROVIDER;
        if (provider == null) {
            throw new IllegalStateException(
                    "Conscrypt does not run here; add org.conscrypt:conscrypt-openjdk-uber or choose another back end");
        }
        return provider;
    }

    private static @Nullable Provider load() {
        try {
            return Conscrypt.isAvailable() ? Conscrypt.newProvider() : null;
        } catch (LinkageError absent) {
            return null;
        }
    }
}

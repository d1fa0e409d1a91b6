package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import org.jspecify.annotations.Nullable;

/** A dial, from its beginning to its end the same object. */
public interface Dialling {

    /** Whom it must lead to; null when it takes whoever is there. */
    @Nullable
    PeerId peer();
}

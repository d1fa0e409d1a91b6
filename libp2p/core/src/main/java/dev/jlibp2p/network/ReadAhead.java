package dev.jlibp2p.network;

import dev.jlibp2p.resource.ResourceLimitException;

/** Where bytes are charged that have left the muxer and wait for a reader. Called on any thread. */
interface ReadAhead {

    /** Charges a message. */
    void charge(int bytes) throws ResourceLimitException;

    /** Gives a charged message back. */
    void release(int bytes);
}

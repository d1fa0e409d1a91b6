package dev.jlibp2p.transport;

/** Makes a node's transport, anew at every start of the node. Called on the thread that starts it, which may wait. */
@FunctionalInterface
public interface TransportFactory {

    /** The transport. Anything it throws fails the start. */
    Transport create(TransportContext context);
}

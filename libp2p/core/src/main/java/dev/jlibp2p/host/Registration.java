package dev.jlibp2p.host;

/** Something registered with a host; closing it takes it back, once or many times. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

    @Override
    void close();
}

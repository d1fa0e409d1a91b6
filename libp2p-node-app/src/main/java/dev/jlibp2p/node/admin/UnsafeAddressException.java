package dev.jlibp2p.node.admin;

import java.io.Serial;

final class UnsafeAddressException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String address;

    UnsafeAddressException(String address) {
        super("server.address is " + address + ", expected a loopback address");
        this.address = address;
    }

    String address() {
        return address;
    }
}

package dev.jlibp2p.security.tls;

class BoringSslTlsTest extends TlsContract {
    BoringSslTlsTest() {
        super(TlsLibrary.BORINGSSL);
    }
}

package dev.jlibp2p.security.tls;

class JdkTlsTest extends TlsContract {
    JdkTlsTest() {
        super(TlsLibrary.JDK);
    }
}

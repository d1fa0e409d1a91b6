package dev.jlibp2p.address;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The IP addresses of this machine; what a wildcard stands for. Thread-safe. */
@FunctionalInterface
public interface NetworkInterfaces {

    /** The addresses now, loopback ones included, each once. Asks the operating system; not for event loops. */
    List<InetAddress> addresses();

    /** The interfaces of this machine that are up; only loopback where they cannot be listed. */
    static NetworkInterfaces ofThisMachine() {
        return () -> {
            try (var interfaces = NetworkInterface.networkInterfaces()) {
                return interfaces.filter(NetworkInterfaces::isUp)
                        .flatMap(NetworkInterface::inetAddresses)
                        .distinct()
                        .toList();
            } catch (SocketException e) {
                Logger log = LoggerFactory.getLogger(NetworkInterfaces.class);
                log.warn("The network interfaces cannot be listed, so only loopback addresses are announced"
                        + " (set libp2p.announce to say what to announce)", e);
                return List.of(InetAddress.getLoopbackAddress());
            }
        };
    }

    private static boolean isUp(NetworkInterface candidate) {
        try {
            return candidate.isUp();
        } catch (SocketException e) {
            return false;
        }
    }
}

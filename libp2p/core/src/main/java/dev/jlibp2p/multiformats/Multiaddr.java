package dev.jlibp2p.multiformats;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network address that says how to use it, such as {@code /ip4/192.0.2.1/tcp/4001/p2p/12D3Koo…}. Immutable; any
 * thread. Two addresses are equal if their bytes are; text and bytes convert into each other without loss. Malformed
 * text and misuse are an {@link IllegalArgumentException}, malformed bytes an {@link InvalidDataException}. Limits:
 * {@link #MAX_BYTES}, {@link #MAX_COMPONENTS}, {@link #MAX_CIRCUITS}; they hold for composed addresses too. See
 * <a href="https://github.com/multiformats/multiaddr">multiaddr</a>.
 */
public final class Multiaddr implements Comparable<Multiaddr> {
    /** The longest binary form. */
    public static final int MAX_BYTES = 4096;

    /** The most components of one address. */
    public static final int MAX_COMPONENTS = 128;

    /** The deepest nesting of {@code p2p-circuit}. */
    public static final int MAX_CIRCUITS = 8;

    /** No component at all: what is left when everything was taken off. Printed as {@code /}, never parsed. */
    public static final Multiaddr EMPTY = new Multiaddr(List.of(), new byte[0]);

    private static final Set<Protocol> IP = Set.of(Protocol.IP4, Protocol.IP6);
    private static final Set<Protocol> SOCKETS = Set.of(Protocol.TCP, Protocol.UDP);

    private final List<Component> components;
    private final byte[] bytes;

    private Multiaddr(List<Component> components, byte[] bytes) {
        this.components = components;
        this.bytes = bytes;
    }

    /** Reads text; slashes at its end are ignored. */
    public static Multiaddr of(String text) {
        try {
            return of(MultiaddrText.read(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + Quote.shorten(text) + "\" is no multiaddr: " + e.getMessage(), e);
        }
    }

    /** An address made of components. */
    public static Multiaddr of(List<Component> components) {
        try {
            requireBounded(components);
        } catch (InvalidDataException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return components.isEmpty() ? EMPTY : new Multiaddr(List.copyOf(components), encode(components));
    }

    /** The address of an IP socket; {@code transport} is {@link Protocol#TCP} or {@link Protocol#UDP}. */
    public static Multiaddr of(InetSocketAddress socket, Protocol transport) {
        InetAddress address = socket.getAddress();
        if (address == null) {
            throw new IllegalArgumentException(
                    socket + " is not resolved: resolve it, or write /dns/" + socket.getHostString());
        }
        List<Component> components = new ArrayList<>();
        if (address instanceof Inet6Address scoped && scoped.getScopeId() != 0) {
            String zone = address.getHostAddress();
            components.add(Component.of(Protocol.IP6ZONE, zone.substring(zone.indexOf('%') + 1)));
        }
        byte[] ip = address.getAddress();
        components.add(Component.of(ip.length == 4 ? Protocol.IP4 : Protocol.IP6, ip));
        components.add(Component.of(transport, Integer.toString(socket.getPort())));
        return of(components);
    }

    /** Reads an array that holds one address and nothing else. */
    public static Multiaddr fromBytes(byte[] encoded) throws InvalidDataException {
        if (encoded.length == 0 || encoded.length > MAX_BYTES) {
            throw new InvalidDataException(
                    "multiaddr of " + encoded.length + " bytes: expected 1 to " + MAX_BYTES);
        }
        ByteBuffer buffer = ByteBuffer.wrap(encoded);
        List<Component> components = new ArrayList<>();
        while (buffer.hasRemaining()) {
            if (components.size() == MAX_COMPONENTS) {
                throw tooMany();
            }
            components.add(read(buffer));
        }
        requireBounded(components);
        return new Multiaddr(List.copyOf(components), encoded.clone());
    }

    /** The steps, outermost network first. */
    public List<Component> components() {
        return components;
    }

    /** A copy of the binary form. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The length of the binary form. */
    public int size() {
        return bytes.length;
    }

    /** Whether this is {@link #EMPTY}. */
    public boolean isEmpty() {
        return components.isEmpty();
    }

    /** Whether some component has this protocol. */
    public boolean has(Protocol protocol) {
        return first(protocol).isPresent();
    }

    /** The first component of a protocol. */
    public Optional<Component> first(Protocol protocol) {
        return components.stream().filter(c -> c.protocol() == protocol).findFirst();
    }

    /** The last component of a protocol. */
    public Optional<Component> last(Protocol protocol) {
        int index = lastIndexOf(protocol);
        return index < 0 ? Optional.empty() : Optional.of(components.get(index));
    }

    /** This address followed by another one. */
    public Multiaddr encapsulate(Multiaddr inner) {
        List<Component> joined = new ArrayList<>(components);
        joined.addAll(inner.components);
        return of(joined);
    }

    /** This address followed by one component. */
    public Multiaddr encapsulate(Component inner) {
        List<Component> joined = new ArrayList<>(components);
        joined.add(inner);
        return of(joined);
    }

    /** What stands before the last occurrence of {@code inner}, or this address where it does not occur. */
    public Multiaddr decapsulate(Multiaddr inner) {
        for (int i = components.size() - inner.components.size(); i >= 0 && !inner.isEmpty(); i--) {
            if (components.subList(i, i + inner.components.size()).equals(inner.components)) {
                return head(i);
            }
        }
        return this;
    }

    /** What stands before the last component of a protocol, or this address where it does not occur. */
    public Multiaddr decapsulate(Protocol protocol) {
        int index = lastIndexOf(protocol);
        return index < 0 ? this : head(index);
    }

    /** The peer id an address ends in: the multihash of its last component, if that is {@link Protocol#P2P}. */
    public Optional<byte[]> peer() {
        return endsInPeer() ? Optional.of(components.getLast().bytes()) : Optional.empty();
    }

    /**
     * This address leading to a peer, given as multihash bytes: {@code /p2p/…} is added unless it is there. An address
     * that ends in another peer is an {@link IllegalArgumentException}.
     */
    public Multiaddr withPeer(byte[] multihash) {
        Component peer = Component.of(Protocol.P2P, multihash);
        if (endsInPeer()) {
            if (!components.getLast().equals(peer)) {
                throw new IllegalArgumentException(this + " already leads to another peer than " + peer.value());
            }
            return this;
        }
        return encapsulate(peer);
    }

    /** This address without the {@code /p2p/…} it may end in. */
    public Multiaddr withoutPeer() {
        return endsInPeer() ? head(components.size() - 1) : this;
    }

    /**
     * The IP socket this address starts with: ip4 or ip6 (with or without zone) and tcp or udp. Nothing is resolved;
     * an unknown zone counts as no socket.
     */
    public Optional<InetSocketAddress> socketAddress() {
        int start = !isEmpty() && components.getFirst().protocol() == Protocol.IP6ZONE ? 1 : 0;
        if (components.size() < start + 2) {
            return Optional.empty();
        }
        Protocol network = components.get(start).protocol();
        Protocol transport = components.get(start + 1).protocol();
        if (!IP.contains(network) || !SOCKETS.contains(transport)) {
            return Optional.empty();
        }
        int port = PortValue.portAt(components.get(start + 1).bytes(), 0);
        try {
            InetAddress ip = start == 0
                    ? InetAddress.getByAddress(components.get(0).bytes())
                    : InetAddress.getByName(components.get(1).value() + "%" + components.get(0).value());
            return Optional.of(new InetSocketAddress(ip, port));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** By the unsigned order of the bytes. */
    @Override
    public int compareTo(Multiaddr other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Multiaddr that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The canonical text. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "/";
        }
        StringBuilder text = new StringBuilder();
        components.forEach(text::append);
        return text.toString();
    }

    private boolean endsInPeer() {
        return !isEmpty() && components.getLast().protocol() == Protocol.P2P;
    }

    private int lastIndexOf(Protocol protocol) {
        int index = components.size() - 1;
        while (index >= 0 && components.get(index).protocol() != protocol) {
            index--;
        }
        return index;
    }

    private Multiaddr head(int count) {
        return of(components.subList(0, count));
    }

    private static Component read(ByteBuffer buffer) throws InvalidDataException {
        Protocol protocol = Protocol.ofCode(Varint.read(buffer));
        int fixed = protocol.value().size();
        long size = fixed == ComponentValue.VARIABLE ? Varint.read(buffer) : fixed;
        if (size > buffer.remaining()) {
            throw new InvalidDataException(
                    "/" + protocol + " announces " + size + " bytes but " + buffer.remaining() + " follow");
        }
        byte[] value = new byte[(int) size];
        buffer.get(value);
        return Component.fromBytes(protocol, value);
    }

    private static byte[] encode(List<Component> components) {
        ByteBuffer buffer = ByteBuffer.allocate(encodedSize(components));
        components.forEach(component -> component.writeTo(buffer));
        return buffer.array();
    }

    private static int encodedSize(List<Component> components) {
        return components.stream().mapToInt(Component::encodedSize).sum();
    }

    private static void requireBounded(List<Component> components) throws InvalidDataException {
        if (components.size() > MAX_COMPONENTS) {
            throw tooMany();
        }
        if (encodedSize(components) > MAX_BYTES) {
            throw new InvalidDataException(
                    "multiaddr of " + encodedSize(components) + " bytes: expected at most " + MAX_BYTES);
        }
        long circuits = components.stream().filter(c -> c.protocol() == Protocol.P2P_CIRCUIT).count();
        if (circuits > MAX_CIRCUITS) {
            throw new InvalidDataException(
                    "multiaddr nests " + circuits + " p2p-circuits: expected at most " + MAX_CIRCUITS);
        }
        for (Component component : components.subList(0, Math.max(0, components.size() - 1))) {
            if (component.protocol().value().takesRest()) {
                throw new InvalidDataException("/" + component.protocol() + " must be the last component");
            }
        }
    }

    private static InvalidDataException tooMany() {
        return new InvalidDataException("multiaddr has more than " + MAX_COMPONENTS + " components");
    }
}

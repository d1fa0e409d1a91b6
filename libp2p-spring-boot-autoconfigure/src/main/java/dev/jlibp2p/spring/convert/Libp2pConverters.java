package dev.jlibp2p.spring.convert;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Lets properties, and with Spring MVC also paths and parameters, hold addresses, peer ids and protocol ids. */
@Configuration(proxyBeanMethods = false)
@Import({MultiaddrConverter.class, PeerIdConverter.class, ProtocolIdConverter.class})
public class Libp2pConverters {}

package dev.jlibp2p.spring.convert;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Lets properties, and with Spring MVC also paths and parameters, hold addresses, peer ids, protocol ids and access rules. */
@Configuration(proxyBeanMethods = false)
@Import({AccessRuleConverter.class, AddressPatternConverter.class, MultiaddrConverter.class, PeerIdConverter.class,
    ProtocolIdConverter.class})
public class Libp2pConverters {}

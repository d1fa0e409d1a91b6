package dev.jlibp2p.spring.handler;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.resource.LogBudget;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.payload.Libp2pPayloadAutoConfiguration;
import dev.jlibp2p.spring.payload.PayloadConverters;
import io.netty.util.concurrent.Ticker;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.validation.Validator;

/** Registers methods annotated with {@link Libp2pStreamHandler} where Spring's messaging is on the class path. */
@AutoConfiguration(after = {Libp2pAutoConfiguration.class, Libp2pPayloadAutoConfiguration.class})
@ConditionalOnClass({Libp2p.class, MessageConverter.class})
@ConditionalOnSingleCandidate(Host.class)
@ConditionalOnBean(PayloadConverters.class)
public final class Libp2pHandlerAutoConfiguration {

    @Bean
    StreamHandlerContainer libp2pStreamHandlerContainer(Host host, PayloadConverters converters,
            ObjectProvider<Validator> validator, ObjectProvider<HandlerWatch> watches,
            ConfigurableListableBeanFactory beans) {
        return new StreamHandlerContainer(host, new StreamHandlerFactory(beans, converters, validator.getIfUnique(),
                new LogBudget(Ticker.systemTicker())), watches);
    }
}

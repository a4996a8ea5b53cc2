"""Amazon Bedrock: the Converse API through langchain-aws, its errors with their remedies."""

import re

from botocore.eventstream import ParserError
from botocore.exceptions import BotoCoreError, ClientError
from langchain_aws import ChatBedrockConverse
from urllib3.exceptions import HTTPError

from quotewise.assistant.chat.cost import price_of
from quotewise.assistant.chat.models import host_elsewhere
from quotewise.assistant.chat.speech import MOST_TOKENS, Model, ModelError
from quotewise.index.bedrock_errors import CLIENT, explain


def open_bedrock(model_id: str) -> Model:
    """Raises ModelError where the Region or the named profile is missing; credentials show only at the call."""
    provider = re.search(r"/(?:[a-z-]+\.)?([a-z0-9]+)\.[a-z]", model_id)  # an ARN does not say it to LangChain
    try:
        chat = ChatBedrockConverse(
            model=model_id,
            max_tokens=MOST_TOKENS,
            temperature=0,
            config=CLIENT,
            disable_streaming=False,  # else models that LangChain does not know lose streaming in silence
            **({"provider": provider[1]} if provider and model_id.startswith("arn") else {}),
        )
    except (BotoCoreError, ClientError, ValueError) as error:
        raise ModelError(f"Bedrock: {explain(error).message}") from error
    endpoint = str(chat.client.meta.endpoint_url)
    region = chat.client.meta.region_name
    return Model(
        f"bedrock_converse:{model_id}",
        chat,
        place=f"Amazon Bedrock in {region} ({host_elsewhere(endpoint)})" if host_elsewhere(endpoint) else None,
        # langchain-aws raises ConnectionError for a stream without an end and ValueError for an event it cannot read
        faults=(BotoCoreError, ClientError, HTTPError, ParserError, OSError, ValueError),
        explain=explain,
        ending="stopReason",
        price=price_of(model_id),
    )

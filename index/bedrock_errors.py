"""Amazon Bedrock's errors with their remedies, and how its clients wait."""

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
)
from urllib3.exceptions import HTTPError

from quotewise.index.errors import Fault, one_line

SLOWEST = 120  # seconds without a byte, before the first token or between two
CREDENTIALS = 'set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run "aws configure" or "aws sso login"'
# boto3's own retries wait in silence; ours are announced (`Model.on_wait`).
CLIENT = Config(retries={"total_max_attempts": 1}, read_timeout=SLOWEST, connect_timeout=10)
TOO_OFTEN = {"ThrottlingException", "TooManyRequestsException", "ModelNotReadyException", "ServiceUnavailableException"}
PASSING = {"InternalServerException", "ModelStreamErrorException", "ModelTimeoutException", "ModelErrorException"}
REMEDIES = {
    "UnrecognizedClientException": CREDENTIALS,
    "InvalidSignatureException": "check the secret key and this machine's clock",
    "ExpiredTokenException": 'the session is over: run "aws sso login" or fetch new credentials',
    "AccessDeniedException": "ask for access to the model in the Bedrock console, and for bedrock:InvokeModel in IAM",
    "ResourceNotFoundException": "check the model id and the Region",
    "ValidationException": "check the model id and the Region; some models need an inference profile (us.…)",
    "ServiceQuotaExceededException": "ask for a higher quota, or try tomorrow",
}


def explain(error: Exception) -> Fault:
    match error:
        case ClientError():
            return explain_reply(error)
        case NoCredentialsError() | PartialCredentialsError():
            return Fault("setup", f"Bedrock: no complete AWS credentials found: {CREDENTIALS}")
        case NoRegionError():
            return Fault("setup", "Bedrock: no Region: set AWS_REGION, or a region in your AWS profile")
        case ProfileNotFound():
            return Fault("setup", f"Bedrock: {error}: set AWS_PROFILE to one that exists")
        case EndpointConnectionError():
            return Fault("setup", f"Bedrock: {error} Check the network and the Region")
        case _ if "region" in str(error).lower() and not isinstance(error, HTTPError | OSError):
            return Fault("setup", f"Bedrock: {one_line(str(error))}: set AWS_REGION")
        case BotoCoreError() if type(error).__name__.startswith(("SSO", "Token", "UnauthorizedSSO", "Credential")):
            return Fault("setup", f"Bedrock: {error}: {CREDENTIALS}")
    return Fault("cut", f"Bedrock: the connection was cut ({type(error).__name__}: {one_line(str(error))})")


def explain_reply(error: ClientError) -> Fault:
    said = error.response.get("Error", {})
    code = str(said.get("Code", ""))
    code = code[:1].upper() + code[1:]  # an error in mid-stream begins in lower case
    message = f"Bedrock: {code}: {said.get('Message', '')}"
    if code in TOO_OFTEN:
        return Fault("wait", message)
    if code in PASSING:
        return Fault("cut", message)
    return Fault("setup", f"{message}: {REMEDIES.get(code, 'see the Bedrock console')}")

"""Calls operations of AWS Proton with the botocore of the AWS CLI, whose model of the API is the CLI's.

Starting the CLI takes most of a second for every call, this once for all of them. First it says what it knows, as one
line of JSON; then, for each line {"operation", "input", "accountId"}, it answers one line {"answer"} or {"error"}.

usage: botocore-client.py <endpoint URL> <region>
"""

import datetime
import json
import sys

try:  # The second version of the CLI brings its own copy, the first uses the library of that name.
    from awscli.botocore import __version__
    from awscli.botocore.exceptions import BotoCoreError, ClientError
    from awscli.botocore.session import get_session
except ImportError:
    from botocore import __version__
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.session import get_session


def create_client(endpoint_url, region, account_id):
    return get_session().create_client(
        "proton",
        endpoint_url=endpoint_url,
        region_name=region,
        # The control plane takes an access key id of twelve digits for the calling account.
        aws_access_key_id=account_id,
        aws_secret_access_key="local",
    )


def call(client, operation, members):
    methods = {name: method for method, name in client.meta.method_to_api_mapping.items()}
    try:
        answer = getattr(client, methods[operation])(**members)
    except ClientError as error:
        return {"error": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}
    except BotoCoreError as error:
        return {"error": type(error).__name__, "message": str(error)}
    answer.pop("ResponseMetadata")
    return {"answer": answer}


def write(line):
    print(json.dumps(line, default=lambda time: time.astimezone(datetime.timezone.utc).isoformat()), flush=True)


def main(endpoint_url, region):
    clients = {}
    model = get_session().get_service_model("proton")
    write({"version": __version__, "operations": sorted(model.operation_names)})
    for line in sys.stdin:
        request = json.loads(line)
        account_id = request["accountId"]
        if account_id not in clients:
            clients[account_id] = create_client(endpoint_url, region, account_id)
        write(call(clients[account_id], request["operation"], request["input"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
